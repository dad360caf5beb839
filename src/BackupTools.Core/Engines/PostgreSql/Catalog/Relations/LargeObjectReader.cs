using System.Globalization;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>
/// Large objects, without their content: many of one owner as one item, and the mere addresses of those that have
/// comments, security labels or grants of their own.
/// </summary>
internal sealed class LargeObjectReader : ICatalogReader
{
    private const int ObjectsPerItem = 1000;

    private const string Sql = """
        SELECT l.oid, pg_get_userbyid(l.lomowner) AS owner,
            l.lomacl IS NOT NULL OR d.objoid IS NOT NULL OR s.objoid IS NOT NULL AS stands_alone
        FROM pg_largeobject_metadata l
        LEFT JOIN pg_description d ON d.classoid = 'pg_largeobject'::regclass AND d.objoid = l.oid
        LEFT JOIN (SELECT DISTINCT objoid FROM pg_seclabel WHERE classoid = 'pg_largeobject'::regclass) s ON s.objoid = l.oid
        ORDER BY l.oid
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        List<(uint Oid, string Owner, bool StandsAlone)> objects = await session.QueryAsync(
            Sql, row => (row.Oid("oid"), row.Text("owner"), row.Flag("stands_alone")), cancellationToken);
        List<SchemaItem> items = [];
        foreach (IGrouping<string, (uint Oid, string Owner, bool StandsAlone)> owned in objects.GroupBy(o => o.Owner, StringComparer.Ordinal))
        {
            foreach ((uint Oid, string Owner, bool StandsAlone)[] some in owned.Chunk(ObjectsPerItem))
            {
                SchemaItem together = Together(some.Select(o => o.Oid).ToList(), owned.Key);
                items.Add(together);
                items.AddRange(some.Where(o => o.StandsAlone).Select(o => Alone(o.Oid, together)));
            }
        }

        return items;
    }

    private static SchemaItem Together(List<uint> oids, string owner)
    {
        string array = $"'{{{string.Join(',', oids.Select(Text))}}}'::pg_catalog.oid[]";
        string setOwner = $"DECLARE one pg_catalog.oid; BEGIN FOREACH one IN ARRAY {array} LOOP "
            + $"EXECUTE pg_catalog.format('ALTER LARGE OBJECT %s OWNER TO %I', one, {SqlText.Literal(owner)}); END LOOP; END";
        return new SchemaItem
        {
            Kind = ItemKind.LargeObjects,
            Id = new CatalogId("pg_largeobject_metadata", oids[0]),
            Name = oids.Count == 1 ? Text(oids[0]) : $"{Text(oids[0])} to {Text(oids[^1])}",
            Create = $"SELECT pg_catalog.lo_create(one) FROM pg_catalog.unnest({array}) AS one;\n",
            SetOwner = $"DO {SqlText.DollarQuoted(setOwner)};\n",
            Owner = owner,
        };
    }

    private static SchemaItem Alone(uint oid, SchemaItem together) => new()
    {
        Kind = ItemKind.LargeObjects,
        Id = new CatalogId("pg_largeobject", oid),
        Name = Text(oid),
        Create = "",
        Address = "LARGE OBJECT " + Text(oid),
        Parent = together.Id,
        DependsOn = { together.Id },
    };

    private static string Text(uint oid) => oid.ToString(CultureInfo.InvariantCulture);
}
