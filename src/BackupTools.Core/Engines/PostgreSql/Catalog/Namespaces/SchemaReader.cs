using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Namespaces;

/// <summary>
/// Reads schemas. A new database has <c>public</c>: it is only made where it is missing, its owner is set only where it
/// is not the one that the server gives it, and where the source has none it is dropped.
/// </summary>
internal sealed class SchemaReader : ICatalogReader
{
    private const string Public = "public";

    private static readonly string Sql = $"""
        SELECT n.oid, n.nspname AS name, pg_catalog.pg_get_userbyid(n.nspowner) AS owner,
               n.nspowner = 10 AS owned_by_bootstrap_user
        FROM pg_catalog.pg_namespace AS n
        WHERE {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_namespace", "n.oid")}
        ORDER BY n.nspname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        List<SchemaItem> schemas = await session.QueryAsync(Sql, row => Item(row, session.Version), cancellationToken);
        if (!await HasPublicAsync(session, cancellationToken))
        {
            schemas.Add(new SchemaItem
            {
                Kind = ItemKind.Schema,
                Id = new CatalogId("pg_namespace", 0),
                Name = Public,
                Create = $"DROP SCHEMA IF EXISTS {SqlText.Name(Public)};\n",
            });
        }

        return schemas;
    }

    private static SchemaItem Item(CatalogRow row, int version)
    {
        string name = row.Text("name");
        bool isPublic = name == Public;
        string owner = row.Text("owner");
        bool defaultOwner = version >= 15 ? owner == "pg_database_owner" : row.Flag("owned_by_bootstrap_user");
        return new SchemaItem
        {
            Kind = ItemKind.Schema,
            Id = new CatalogId("pg_namespace", row.Oid("oid")),
            Name = name,
            Create = $"CREATE SCHEMA {(isPublic ? "IF NOT EXISTS " : "")}{SqlText.Name(name)};\n",
            Address = $"SCHEMA {SqlText.Name(name)}",
            Owner = isPublic && defaultOwner ? null : owner,
        };
    }

    private static async Task<bool> HasPublicAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        List<bool> found = await session.QueryAsync(
            $"SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = '{Public}') AS found",
            row => row.Flag("found"), cancellationToken);
        return found[0];
    }
}
