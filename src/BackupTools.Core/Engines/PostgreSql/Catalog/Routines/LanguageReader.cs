using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Routines;

/// <summary>Reads procedural languages that no extension made.</summary>
internal sealed class LanguageReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT l.oid, l.lanname AS name, pg_catalog.pg_get_userbyid(l.lanowner) AS owner, l.lanpltrusted AS trusted,
               l.lanplcallfoid::pg_catalog.regproc::text AS handler,
               l.laninline::pg_catalog.regproc::text AS inline, l.lanvalidator::pg_catalog.regproc::text AS validator
        FROM pg_catalog.pg_language AS l
        WHERE l.lanispl AND l.oid >= {UserObjects.FirstOid} AND {UserObjects.NotOfExtension("pg_language", "l.oid")}
        ORDER BY l.lanname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string name = SqlText.Name(row.Text("name"));
        string create = $"CREATE {(row.Flag("trusted") ? "TRUSTED " : "")}LANGUAGE {name}{Part("HANDLER", row.Text("handler"))}"
            + $"{Part("INLINE", row.Text("inline"))}{Part("VALIDATOR", row.Text("validator"))};\n";
        return new SchemaItem
        {
            Kind = ItemKind.Language,
            Id = new CatalogId("pg_language", row.Oid("oid")),
            Name = row.Text("name"),
            Create = create,
            Address = $"LANGUAGE {name}",
            Owner = row.Text("owner"),
        };
    }

    private static string Part(string keyword, string function) => function == "-" ? "" : $" {keyword} {function}";
}
