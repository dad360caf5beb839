using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Restoring.Loading;

/// <summary>
/// How a table is made: at once, or first without its secondary indexes and foreign keys, which are then built from sorted values in
/// place of row by row. For few rows that costs more than it saves.
/// </summary>
internal sealed class TableBuild
{
    /// <summary>The bytes of rows from which on keys are made later.</summary>
    private const long Worthwhile = 4 * 1024 * 1024;

    private TableBuild(string create, IReadOnlyList<string> later)
    {
        Create = create;
        Later = later;
    }

    /// <summary>The statement that makes it before the rows.</summary>
    public string Create { get; }

    /// <summary>The statements that complete it behind them.</summary>
    public IReadOnlyList<string> Later { get; }

    /// <summary>Decides it.</summary>
    /// <param name="entry">The table.</param>
    /// <param name="rawBytes">The bytes of its rows.</param>
    public static TableBuild Of(SchemaEntry entry, long rawBytes)
    {
        if (rawBytes < Worthwhile || TableDefinition.Parse(entry.Create) is not { } table || table.CountsUpOutsidePrimaryKey()
            || table.Options.Contains("SYSTEM VERSIONING", StringComparison.OrdinalIgnoreCase)
            || table.Parts.Any(p => p.Text.Contains("WITHOUT SYSTEM VERSIONING", StringComparison.OrdinalIgnoreCase)))
        {
            return new(entry.Create, []);
        }

        List<TablePart> together = [.. table.Parts.Where(p => p.Kind is TablePartKind.Index or TablePartKind.ForeignKey)];
        List<TablePart> alone = [.. table.Parts.Where(p => p.Kind == TablePartKind.FullTextIndex)];
        if (together.Count + alone.Count == 0)
            return new(entry.Create, []);
        HashSet<TablePart> later = [.. together, .. alone];
        string alter = $"ALTER TABLE {SqlText.Name(entry.Name)} ";
        List<string> statements = [];
        if (together.Count > 0)
            statements.Add(alter + string.Join(", ", together.Select(p => "ADD " + p.Text)));
        // A server builds one full-text index at a time.
        statements.AddRange(alone.Select(p => alter + "ADD " + p.Text));
        return new(table.With(p => !later.Contains(p)), statements);
    }
}
