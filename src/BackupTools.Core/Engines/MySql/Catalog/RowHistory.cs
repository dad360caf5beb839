using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Catalog;

/// <summary>Finds how a system-versioned table keeps the history of its rows.</summary>
internal static class RowHistory
{
    /// <summary>The same table with the columns that say from when to when a row was valid.</summary>
    public static async Task<StoredTable> AddAsync(ControlSession session, StoredTable table, CancellationToken cancellationToken)
    {
        string create = (await DefinitionReader.ReadTableAsync(session, table, cancellationToken)).Create;
        IReadOnlyList<TablePart> parts = TableDefinition.Parse(create)?.Parts ?? [];
        (string start, string end) = Period(parts);
        if (parts.Any(p => p.Kind == TablePartKind.Column && p.Name == start && p.Text.Contains("bigint", StringComparison.OrdinalIgnoreCase)))
            return table with { LosesHistory = true };
        return table with
        {
            HasHistory = true,
            Columns =
            [
                .. table.Columns.Where(c => c.Name != start && c.Name != end),
                new StoredColumn(start, "timestamp", null, IsGenerated: false, IsNullable: false),
                new StoredColumn(end, "timestamp", null, IsGenerated: false, IsNullable: false) { EndsRow = true },
            ],
        };
    }

    /// <summary>The two columns, which have names of their own only where the table was made so.</summary>
    private static (string Start, string End) Period(IEnumerable<TablePart> parts)
    {
        foreach (TablePart part in parts.Where(p => p.Kind == TablePartKind.Other))
        {
            SqlToken[] tokens = [.. SqlScanner.All(part.Text)];
            string[] names = [.. tokens.Where(t => t.Kind == SqlTokenKind.Name).Select(t => SqlScanner.NameOf(part.Text, t))];
            if (tokens.Length > 2 && SqlScanner.Is(part.Text, tokens[0], "PERIOD") && SqlScanner.Is(part.Text, tokens[2], "SYSTEM_TIME") && names.Length == 2)
                return (names[0], names[1]);
        }

        return ("row_start", "row_end");
    }
}
