using System.Globalization;
using System.Text;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>Sequences, those of identity columns too, and the columns that own them.</summary>
internal sealed class SequenceReader : ICatalogReader
{
    /// <summary>Before it, the sequence of an unlogged table's identity column is logged, and cannot be anything else.</summary>
    private const int FirstVersionWithUnloggedSequences = 15;

    private static readonly string Sql = $"""
        SELECT c.oid, n.nspname AS schema, c.relname AS name, pg_get_userbyid(c.relowner) AS owner,
            c.relpersistence = 'u' AS is_unlogged, format_type(s.seqtypid, NULL) AS type, s.seqstart AS start,
            s.seqincrement AS increment, s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache, s.seqcycle AS cycles,
            t.oid AS table, tn.nspname AS table_schema, t.relname AS table_name, t.relkind = 'f' AS table_is_foreign,
            t.relpersistence = 'u' AS table_is_unlogged, a.attname AS column, d.deptype = 'i' AS is_identity, a.attidentity::text AS identity
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_sequence s ON s.seqrelid = c.oid
        LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
            AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
        LEFT JOIN pg_class t ON t.oid = d.refobjid
        LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
        LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE c.relkind = 'S' AND {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_class", "c.oid")}
            AND NOT (d.deptype IS NOT DISTINCT FROM 'i' AND {UserObjects.OfExtension("pg_class", "t.oid")})
        ORDER BY n.nspname, c.relname
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        List<List<SchemaItem>> items = await session.QueryAsync(Sql, row => Items(row, session.Version), cancellationToken);
        return items.SelectMany(i => i).ToList();
    }

    private static List<SchemaItem> Items(CatalogRow row, int version)
    {
        uint oid = row.Oid("oid");
        uint table = row.Oid("table");
        bool isIdentity = row.Flag("is_identity");
        string name = SqlText.Name(row.Text("schema"), row.Text("name"));
        SchemaItem sequence = new()
        {
            Kind = ItemKind.Sequence,
            Id = RelationIds.Relation(oid),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = isIdentity ? AddIdentity(row, name, version) : Create(row, name),
            Address = "SEQUENCE " + name,
            Owner = isIdentity ? null : row.Text("owner"),
            Parent = table == 0 ? null : RelationIds.Relation(table),
        };
        if (isIdentity)
            sequence.DependsOn.Add(RelationIds.Relation(table));
        return table == 0 || isIdentity ? [sequence] : [sequence, Owner(row, oid, table, name)];
    }

    private static string Create(CatalogRow row, string name) =>
        $"CREATE {(row.Flag("is_unlogged") ? "UNLOGGED " : "")}SEQUENCE {name}\n    AS {row.Text("type")}{Options(row)};\n";

    private static string AddIdentity(CatalogRow row, string name, int version)
    {
        string keyword = row.Flag("table_is_foreign") ? "FOREIGN TABLE" : "TABLE";
        string when = row.Text("identity") == "a" ? "ALWAYS" : "BY DEFAULT";
        string sql = $"ALTER {keyword} {Table(row)} ALTER COLUMN {SqlText.Name(row.Text("column"))} ADD GENERATED {when} AS IDENTITY (\n"
            + $"    SEQUENCE NAME {name}{Options(row)}\n);\n";
        return version < FirstVersionWithUnloggedSequences || row.Flag("is_unlogged") == row.Flag("table_is_unlogged") ? sql
            : sql + $"ALTER SEQUENCE {name} SET {(row.Flag("is_unlogged") ? "UNLOGGED" : "LOGGED")};\n";
    }

    private static string Options(CatalogRow row)
    {
        StringBuilder sql = new();
        foreach ((string option, string column) in new[]
            { ("START WITH", "start"), ("INCREMENT BY", "increment"), ("MINVALUE", "minimum"), ("MAXVALUE", "maximum"), ("CACHE", "cache") })
            sql.Append("\n    ").Append(option).Append(' ').Append(row.Number(column).ToString(CultureInfo.InvariantCulture));
        return sql.Append(row.Flag("cycles") ? "\n    CYCLE" : "").ToString();
    }

    private static string Table(CatalogRow row) => SqlText.Name(row.Text("table_schema"), row.Text("table_name"));

    private static SchemaItem Owner(CatalogRow row, uint sequence, uint table, string name)
    {
        SchemaItem item = new()
        {
            Kind = ItemKind.SequenceOwner,
            Id = RelationIds.SequenceOwner(sequence),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = $"ALTER SEQUENCE {name} OWNED BY {Table(row)}.{SqlText.Name(row.Text("column"))};\n",
            Parent = RelationIds.Relation(sequence),
        };
        item.DependsOn.AddRange([RelationIds.Relation(sequence), RelationIds.Relation(table)]);
        return item;
    }
}
