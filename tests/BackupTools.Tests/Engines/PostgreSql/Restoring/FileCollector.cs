using System.Text;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>The files of an export in memory.</summary>
internal sealed class FileCollector : IExportFolder
{
    private readonly Dictionary<string, MemoryStream> _files = [];

    /// <summary>The files' names in the order in which they were written.</summary>
    public List<string> Order { get; } = [];

    public Stream OpenFile(string name)
    {
        Order.Add(name);
        return _files[name] = new MemoryStream();
    }

    /// <summary>What <c>load.sql</c> loads, one file behind the other.</summary>
    public byte[] Load()
    {
        IEnumerable<string> lines = Encoding.UTF8.GetString(_files["load.sql"].ToArray()).Split('\n');
        return [.. lines.Where(l => l.StartsWith("\\ir ", StringComparison.Ordinal)).SelectMany(l => _files[l[4..]].ToArray())];
    }
}
