using BackupTools.Engines.PostgreSql.Catalog.Relations;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Namespaces;

/// <summary>
/// Reads the tables of extensions whose rows the extension wants to have backed up
/// (<c>pg_extension_config_dump</c>): their rows are copied, and nothing makes them but the extension.
/// </summary>
internal sealed class ExtensionConfigurationReader : ICatalogReader
{
    private const string Configuration = """
        FROM pg_catalog.pg_extension AS e
        CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(e.extconfig), pg_catalog.unnest(e.extcondition)) AS x(relation, condition)
        JOIN pg_catalog.pg_class AS c ON c.oid = x.relation
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        """;

    private static readonly string TablesSql = $"""
        SELECT e.oid AS extension, c.oid, n.nspname AS schema, c.relname AS name, nullif(x.condition, '') AS condition,
               {CopiedColumns.Array} AS columns,
               ARRAY(SELECT f.confrelid FROM pg_catalog.pg_constraint AS f
                     WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid
                     AND f.confrelid IN (SELECT pg_catalog.unnest(o.extconfig) FROM pg_catalog.pg_extension AS o)) AS referenced
        {Configuration}
        WHERE c.relkind = 'r' AND e.oid >= {UserObjects.FirstOid}
        ORDER BY n.nspname, c.relname
        """;

    private static readonly string SequencesSql = $"""
        SELECT e.oid AS extension, c.oid, n.nspname AS schema, c.relname AS name
        {Configuration}
        WHERE c.relkind = 'S' AND e.oid >= {UserObjects.FirstOid}
        ORDER BY n.nspname, c.relname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        List<SchemaItem> tables = await session.QueryAsync(TablesSql, Table, cancellationToken);
        List<Sequence> sequences = await session.QueryAsync(SequencesSql, row => new Sequence(
            row.Oid("extension"), row.Oid("oid"), row.Text("schema"), row.Text("name")), cancellationToken);
        return sequences.Count == 0 ? tables : [.. tables, .. await ReadStatesAsync(session, sequences, cancellationToken)];
    }

    private static SchemaItem Table(CatalogRow row)
    {
        CatalogId extension = new("pg_extension", row.Oid("extension"));
        SchemaItem item = new()
        {
            Kind = ItemKind.Table,
            Id = new CatalogId("pg_class", row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = "",
            Parent = extension,
            Columns = row.Texts("columns"),
            RowFilter = row.TextOrNull("condition"),
        };
        item.DependsOn.Add(extension);
        item.DependsOn.AddRange(row.Oids("referenced").Select(oid => new CatalogId("pg_class", oid)));
        return item;
    }

    private static async Task<List<SchemaItem>> ReadStatesAsync(
        CatalogSession session, List<Sequence> sequences, CancellationToken cancellationToken)
    {
        IEnumerable<string> queries = sequences.Select((s, i) =>
            $"SELECT {i} AS position, last_value, is_called FROM {SqlText.Name(s.Schema, s.Name)}");
        return await session.QueryAsync(
            string.Join("\nUNION ALL ", queries), row => State(sequences[(int)row.Number("position")], row), cancellationToken);
    }

    private static SchemaItem State(Sequence sequence, CatalogRow row)
    {
        CatalogId extension = new("pg_extension", sequence.Extension);
        string name = SqlText.Literal(SqlText.Name(sequence.Schema, sequence.Name));
        SchemaItem item = new()
        {
            Kind = ItemKind.SequenceState,
            Id = new CatalogId("pg_class", sequence.Oid),
            Schema = sequence.Schema,
            Name = sequence.Name,
            Create = FormattableString.Invariant(
                $"SELECT pg_catalog.setval({name}, {row.Number("last_value")}, {(row.Flag("is_called") ? "true" : "false")});\n"),
            Parent = extension,
        };
        item.DependsOn.Add(extension);
        return item;
    }

    private sealed record Sequence(uint Extension, uint Oid, string Schema, string Name);
}
