using System.Xml.Linq;
using BackupTools.HelpGenerator;

namespace BackupTools.Tests.Repository;

/// <summary>Holds the help to the cmdlets, also where there is no PowerShell.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> CmdletNames => [.. ModuleHelp.ReadCmdlets().Select(c => c.Name)];

    [Fact]
    public void The_committed_help_is_what_the_generator_makes_of_the_cmdlets()
    {
        string committed = File.ReadAllText(RepositoryRoot.Combine("en-US", "BackupTools.dll-Help.xml"));
        Assert.True(committed == ModuleHelp.Generate(), "The help is stale. Run: dotnet run --project tools/HelpGenerator -- en-US/BackupTools.dll-Help.xml");
    }

    [Fact]
    public void The_list_of_error_ids_is_what_the_generator_makes_of_them()
    {
        string committed = File.ReadAllText(RepositoryRoot.Combine("en-US", ErrorTopic.FileName));
        Assert.True(committed == ErrorTopic.Generate(), "The list of errors is stale. Run: dotnet run --project tools/HelpGenerator -- en-US/BackupTools.dll-Help.xml");
        Assert.All(Enum.GetNames<ErrorCode>(), name => Assert.Contains($"    {name} ", committed, StringComparison.Ordinal));
        Assert.All(committed.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void The_manifest_has_the_version_of_the_assemblies()
    {
        string version = typeof(BuiltIn).Assembly.GetName().Version!.ToString(3);
        Assert.Contains($"ModuleVersion        = '{version}'", File.ReadAllText(RepositoryRoot.Combine("BackupTools.psd1")), StringComparison.Ordinal);
        Assert.Contains($"BackupTools.{version}.nupkg", File.ReadAllText(RepositoryRoot.Combine("README.md")), StringComparison.Ordinal);
        Assert.Contains($"## {version} ", File.ReadAllText(RepositoryRoot.Combine("CHANGELOG.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_manifest_exports_exactly_the_cmdlets_that_exist()
    {
        string manifest = File.ReadAllText(RepositoryRoot.Combine("BackupTools.psd1"));
        int start = manifest.IndexOf("CmdletsToExport", StringComparison.Ordinal);
        string list = manifest[start..manifest.IndexOf(')', start)];
        string[] exported = [.. list.Split('\'').Where((_, index) => index % 2 == 1)];
        Assert.Equal(ModuleHelp.ReadCmdlets().Select(c => c.Name), exported.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(CmdletNames))]
    public void A_cmdlet_has_a_synopsis_a_description_outputs_and_examples(string name)
    {
        CmdletModel cmdlet = ModuleHelp.ReadCmdlets().Single(c => c.Name == name);
        Assert.EndsWith(".", cmdlet.Synopsis, StringComparison.Ordinal);
        Assert.NotEmpty(cmdlet.Description);
        Assert.NotEmpty(cmdlet.Outputs);
        Assert.All(cmdlet.Outputs, output => Assert.NotEmpty(output.Description));
        Assert.NotEmpty(cmdlet.Examples);
        Assert.All(cmdlet.Examples, example => Assert.Contains(cmdlet.Name, example.Code, StringComparison.Ordinal));
        Assert.All(cmdlet.Examples, example => Assert.NotEmpty(example.Remarks));
    }

    [Theory]
    [MemberData(nameof(CmdletNames))]
    public void Every_parameter_of_a_cmdlet_is_described(string name)
    {
        CmdletModel cmdlet = ModuleHelp.ReadCmdlets().Single(c => c.Name == name);
        Assert.Equal(name == "Get-BackupConfiguration", cmdlet.Parameters.Count == 0); // It has nothing to choose.
        Assert.All(cmdlet.Parameters, parameter => Assert.EndsWith(".", parameter.Description, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(CmdletNames))]
    public void The_help_names_no_parameter_that_does_not_exist(string name)
    {
        CmdletModel cmdlet = ModuleHelp.ReadCmdlets().Single(c => c.Name == name);
        XDocument help = XDocument.Load(RepositoryRoot.Combine("en-US", "BackupTools.dll-Help.xml"));
        XElement command = help.Root!.Elements().Single(e => e.Descendants().First(d => d.Name.LocalName == "name").Value == name);
        IEnumerable<string> named = command.Elements().Single(e => e.Name.LocalName == "parameters").Elements()
            .Select(p => p.Elements().Single(e => e.Name.LocalName == "name").Value);
        Assert.Equal(cmdlet.Parameters.Select(p => p.Name).Order(StringComparer.Ordinal), named);
    }
}
