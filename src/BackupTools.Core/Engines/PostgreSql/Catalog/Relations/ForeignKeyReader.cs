using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>Foreign keys; of a partitioned table's only its own, which its partitions inherit.</summary>
internal sealed class ForeignKeyReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT k.oid, k.conname AS name, n.nspname AS schema, c.relname AS table_name, c.oid AS table,
            c.relkind = 'p' AS is_partitioned, k.confrelid AS target, k.conindid AS index, pg_get_constraintdef(k.oid) AS definition
        FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE k.contype = 'f' AND k.conparentid = 0 AND {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_class", "c.oid")}
        ORDER BY n.nspname, c.relname, k.conname
        """;

    /// <summary>The parts of the partitioned indexes that foreign keys refer to, at every depth.</summary>
    private const string IndexParts = """
        WITH RECURSIVE part AS (
            SELECT DISTINCT k.conindid AS index, h.inhrelid AS oid
            FROM pg_constraint k JOIN pg_inherits h ON h.inhparent = k.conindid
            WHERE k.contype = 'f' AND k.conparentid = 0
            UNION ALL
            SELECT p.index, h.inhrelid FROM part p JOIN pg_inherits h ON h.inhparent = p.oid
        )
        SELECT index, oid FROM part
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        List<(uint Index, uint Part)> parts = await session.QueryAsync(
            IndexParts, row => (row.Oid("index"), row.Oid("oid")), cancellationToken);
        ILookup<uint, uint> byIndex = parts.ToLookup(p => p.Index, p => p.Part);
        return await session.QueryAsync(Sql, row => Item(row, byIndex[row.Oid("index")]), cancellationToken);
    }

    private static SchemaItem Item(CatalogRow row, IEnumerable<uint> indexParts)
    {
        string table = SqlText.Name(row.Text("schema"), row.Text("table_name"));
        string name = SqlText.Name(row.Text("name"));
        string only = row.Flag("is_partitioned") ? "" : "ONLY ";
        SchemaItem item = new()
        {
            Kind = ItemKind.ForeignKey,
            Id = RelationIds.Constraint(row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = $"ALTER TABLE {only}{table} ADD CONSTRAINT {name} {row.Text("definition")};\n",
            Address = $"CONSTRAINT {name} ON {table}",
            Parent = RelationIds.Relation(row.Oid("table")),
            DependsOn =
            {
                RelationIds.Relation(row.Oid("table")), RelationIds.Relation(row.Oid("target")), RelationIds.Relation(row.Oid("index")),
            },
        };

        // A partitioned index is valid, and can be referred to, once every part is attached.
        item.DependsOn.AddRange(indexParts.Select(RelationIds.Attachment));
        return item;
    }
}
