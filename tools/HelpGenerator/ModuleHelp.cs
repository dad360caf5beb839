using BackupTools.Commands;

namespace BackupTools.HelpGenerator;

/// <summary>The help of the whole module.</summary>
public static class ModuleHelp
{
    /// <summary>Every cmdlet, by name.</summary>
    public static IReadOnlyList<CmdletModel> ReadCmdlets()
    {
        XmlDocs docs = XmlDocs.Load(
            Path.Combine(AppContext.BaseDirectory, "BackupTools.xml"), Path.Combine(AppContext.BaseDirectory, "BackupTools.Core.xml"));
        return
        [
            .. typeof(BackupDatabaseCommand).Assembly.GetExportedTypes()
                .Where(CmdletModel.IsCmdlet)
                .Select(type => CmdletModel.Read(type, docs))
                .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The text of the MAML file.</summary>
    public static string Generate() => MamlWriter.Write(ReadCmdlets());
}
