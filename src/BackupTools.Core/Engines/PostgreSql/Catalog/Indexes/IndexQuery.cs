using BackupTools.Engines.PostgreSql.Catalog.Relations;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Indexes;

/// <summary>Reads all indexes, with the constraints that they serve.</summary>
internal static class IndexQuery
{
    /// <summary>
    /// The indexes that work. An index of a partitioned table is kept in any case: it is invalid as long as a partition
    /// lacks its own. Of the tables that an extension made those are kept that serve no constraint.
    /// </summary>
    public static async Task<List<Index>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        List<(uint Index, int Column, long Target)> targets = await session.QueryAsync(
            StatisticsTargets,
            row => (row.Oid("index"), (int)row.Number("column"), row.Number("target")),
            cancellationToken);
        ILookup<uint, (int, long)> byIndex = targets.ToLookup(t => t.Index, t => (t.Column, t.Target));
        return await session.QueryAsync(Sql, row => Read(row, byIndex), cancellationToken);
    }

    private static readonly string Sql = $"""
        SELECT i.indexrelid AS oid, n.nspname AS schema, c.relname AS name, i.indrelid AS table, t.relname AS table_name,
            {UserObjects.OfExtension("pg_class", "t.oid")} AS table_is_member, pg_get_indexdef(i.indexrelid) AS definition,
            i.indisclustered AS is_clustered, i.indisreplident AS is_replica_identity, s.spcname AS tablespace,
            c.reloptions AS options, {RelationSql.Commented("pg_class", "c.oid")} AS is_commented,
            h.inhparent AS whole, wn.nspname AS whole_schema, w.relname AS whole_name,
            k.oid AS constraint, k.conname AS constraint_name, k.contype = 'x' AS is_exclusion,
            pg_get_constraintdef(k.oid) AS constraint_definition,
            k.condeferrable AS is_deferrable, k.condeferred AS is_deferred
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_class t ON t.oid = i.indrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
        LEFT JOIN pg_inherits h ON h.inhrelid = i.indexrelid
        LEFT JOIN pg_class w ON w.oid = h.inhparent
        LEFT JOIN pg_namespace wn ON wn.oid = w.relnamespace
        LEFT JOIN pg_constraint k ON k.conrelid = i.indrelid AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
        WHERE t.relkind IN ('r', 'p', 'm') AND {UserObjects.InUserSchema("n")}
            AND i.indisready AND (i.indisvalid OR t.relkind = 'p')
            AND {UserObjects.NotOfExtension("pg_class", "c.oid")}
            AND NOT (k.oid IS NOT NULL AND {UserObjects.OfExtension("pg_class", "t.oid")})
        ORDER BY n.nspname, t.relname, c.relname
        """;

    private static readonly string StatisticsTargets = $"""
        SELECT a.attrelid AS index, a.attnum AS column, a.attstattarget AS target
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND a.attstattarget >= 0
        WHERE c.relkind IN ('i', 'I') AND {UserObjects.InUserSchema("n")}
        ORDER BY a.attrelid, a.attnum
        """;

    private static Index Read(CatalogRow row, ILookup<uint, (int, long)> targets)
    {
        uint oid = row.Oid("oid");
        return new Index
        {
            Oid = oid,
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Table = row.Oid("table"),
            TableName = SqlText.Name(row.Text("schema"), row.Text("table_name")),
            TableIsMember = row.Flag("table_is_member"),
            Definition = row.Text("definition"),
            IsClustered = row.Flag("is_clustered"),
            IsReplicaIdentity = row.Flag("is_replica_identity"),
            Tablespace = row.TextOrNull("tablespace"),
            Options = row.Texts("options"),
            IsCommented = row.Flag("is_commented"),
            Whole = row.Oid("whole"),
            WholeName = row.IsNull("whole_name") ? null : SqlText.Name(row.Text("whole_schema"), row.Text("whole_name")),
            StatisticsTargets = targets[oid].ToList(),
            Constraint = row.IsNull("constraint") ? null : new IndexConstraint(
                row.Oid("constraint"), row.Text("constraint_name"), row.Flag("is_exclusion"),
                row.Text("constraint_definition"), row.Flag("is_deferrable"), row.Flag("is_deferred")),
        };
    }
}
