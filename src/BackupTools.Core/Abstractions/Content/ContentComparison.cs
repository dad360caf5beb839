using System.Globalization;

namespace BackupTools.Abstractions;

/// <summary>Compares what a database holds with what an archive says it must hold.</summary>
public static class ContentComparison
{
    /// <summary>The checksum as manifests write it: 16 lower-case hexadecimal digits.</summary>
    /// <param name="checksum">The checksum.</param>
    public static string Format(ulong checksum) => checksum.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Names every difference.</summary>
    /// <param name="expected">The archive's tables.</param>
    /// <param name="actual">The database's tables, in the same order.</param>
    /// <returns>One sentence for each table that differs; empty where all agree.</returns>
    public static IReadOnlyList<string> FindDifferences(
        IReadOnlyList<ArchiveObject> expected, IReadOnlyList<TableContent> actual)
    {
        Dictionary<(string Schema, string Name), TableContent> found = actual.ToDictionary(t => (t.Schema, t.Name));
        List<string> differences = [];
        foreach (ArchiveObject table in expected)
        {
            if (!found.TryGetValue((table.Schema, table.Name), out TableContent? content))
                differences.Add($"Table {table.Schema}.{table.Name} is missing.");
            else if (table.Rows is { } rows && content.Rows != rows)
                differences.Add(string.Create(CultureInfo.InvariantCulture, $"Table {table.Schema}.{table.Name} has {content.Rows:N0} rows and must have {rows:N0}."));
            else if (table.Checksum is { } sum && (content.Checksum is not { } now || Format(now) != sum))
                differences.Add($"Table {table.Schema}.{table.Name} has the right number of rows, but their content differs.");
        }

        return differences;
    }
}
