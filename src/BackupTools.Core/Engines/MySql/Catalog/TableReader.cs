using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Catalog;

/// <summary>A relation of a database, as the list of tables has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The server's term: <c>BASE TABLE</c>, <c>VIEW</c>, <c>SEQUENCE</c>, <c>SYSTEM VERSIONED</c>.</param>
/// <param name="Engine">Its engine; empty for a view.</param>
/// <param name="Rows">About how many rows it has.</param>
/// <param name="DataBytes">The bytes of its rows.</param>
/// <param name="IndexBytes">The bytes of its indexes.</param>
internal sealed record StoredRelation(string Name, string Type, string Engine, long Rows, long DataBytes, long IndexBytes)
{
    /// <summary>True for what has rows and columns of its own.</summary>
    public bool IsTable => Type == "BASE TABLE" || IsVersioned;

    /// <summary>True for a table that keeps the history of its rows.</summary>
    public bool IsVersioned => Type == "SYSTEM VERSIONED";
}

/// <summary>Reads which tables a database has, and what they are made of.</summary>
internal static class TableReader
{
    /// <summary>All relations, in the order of their names.</summary>
    public static async Task<List<StoredRelation>> ReadRelationsAsync(ControlSession session, string database, CancellationToken cancellationToken)
    {
        List<(string Schema, StoredRelation Relation)> found = await session.QueryAsync(
            """
            SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_ROWS, DATA_LENGTH, INDEX_LENGTH
            FROM information_schema.TABLES WHERE TABLE_SCHEMA = @p0
            """,
            row => (row.TextOrEmpty(0), new StoredRelation(
                row.TextOrEmpty(1), row.TextOrEmpty(2), row.TextOrEmpty(3), row.Number(4) ?? 0, row.Number(5) ?? 0, row.Number(6) ?? 0)),
            cancellationToken, database);
        return [.. OfDatabase(found, database).OrderBy(r => r.Name, StringComparer.Ordinal)];
    }

    /// <summary>The tables, with their columns and keys.</summary>
    public static async Task<List<StoredTable>> ReadAsync(ControlSession session, string database, CancellationToken cancellationToken)
    {
        List<StoredRelation> relations = await ReadRelationsAsync(session, database, cancellationToken);
        ILookup<string, StoredColumn> columns = await ReadColumnsAsync(session, database, cancellationToken);
        ILookup<string, KeyPart> keys = await ReadKeysAsync(session, database, cancellationToken);
        List<StoredTable> tables = [];
        foreach (StoredRelation relation in relations.Where(r => r.IsTable))
        {
            StoredTable table = Describe(relation, [.. columns[relation.Name]], keys[relation.Name]);
            tables.Add(relation.IsVersioned ? await RowHistory.AddAsync(session, table, cancellationToken) : table);
        }

        return tables;
    }

    private static StoredTable Describe(StoredRelation relation, List<StoredColumn> columns, IEnumerable<KeyPart> keys)
    {
        (string index, IReadOnlyList<KeyColumn> key) = relation.IsVersioned || !StorageEngines.IsClustered(relation.Engine) ? ("", []) : RangeKeys.Choose(columns, keys);
        return new StoredTable
        {
            Name = relation.Name,
            Engine = relation.Engine,
            EstimatedRows = relation.Rows,
            DataBytes = relation.DataBytes,
            IndexBytes = relation.IndexBytes,
            Columns = columns,
            RangeIndex = index,
            RangeKey = key,
        };
    }

    private static async Task<ILookup<string, StoredColumn>> ReadColumnsAsync(ControlSession session, string database, CancellationToken cancellationToken)
    {
        List<(string Schema, (string Table, StoredColumn Column) Item)> found = await session.QueryAsync(
            """
            SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE, CHARACTER_SET_NAME, EXTRA, IS_NULLABLE
            FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = @p0 ORDER BY TABLE_NAME, ORDINAL_POSITION
            """,
            row => (row.TextOrEmpty(0), (row.TextOrEmpty(1), new StoredColumn(
                row.TextOrEmpty(2), row.TextOrEmpty(3).ToLowerInvariant(), row.Text(4), IsGenerated(row.TextOrEmpty(5)), row.TextOrEmpty(6) == "YES"))),
            cancellationToken, database);
        return OfDatabase(found, database).ToLookup(i => i.Table, i => i.Column, StringComparer.Ordinal);
    }

    private static async Task<ILookup<string, KeyPart>> ReadKeysAsync(ControlSession session, string database, CancellationToken cancellationToken)
    {
        List<(string Schema, (string Table, KeyPart Part) Item)> found = await session.QueryAsync(
            """
            SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, COLUMN_NAME, SUB_PART, COLLATION
            FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = @p0 AND NON_UNIQUE = 0 ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX
            """,
            row => (row.TextOrEmpty(0), (row.TextOrEmpty(1), new KeyPart(
                row.TextOrEmpty(2), row.Text(3), row.Number(4) is not null, row.TextOrEmpty(5) == "D"))),
            cancellationToken, database);
        return OfDatabase(found, database).ToLookup(i => i.Table, i => i.Part, StringComparer.Ordinal);
    }

    /// <summary>
    /// Takes only what is of the database itself: the catalogs compare names without looking at upper and lower case, and a server may
    /// have two databases that differ in nothing else.
    /// </summary>
    private static IEnumerable<T> OfDatabase<T>(List<(string Schema, T Item)> found, string database) =>
        found.Exists(f => f.Schema == database) ? found.Where(f => f.Schema == database).Select(f => f.Item) : found.Select(f => f.Item);

    /// <summary>True for a computed column; a default that is an expression is called generated too.</summary>
    private static bool IsGenerated(string extra)
    {
        string[] words = extra.ToUpperInvariant().Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return words.Contains("GENERATED") && words.Any(w => w is "VIRTUAL" or "STORED" or "PERSISTENT");
    }
}
