using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Replication;

/// <summary>
/// Reads subscriptions, which only a superuser can: for any other role there are none to be read
/// (<see cref="CountUnreadableAsync"/> says how many are left out). A restored subscription has not connected and is
/// disabled; passwords in its connection string are not kept.
/// </summary>
internal sealed class SubscriptionReader : ICatalogReader
{
    private const string Readable = "pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT')";

    private const string OfThisDatabase =
        "s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())";

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await IsReadableAsync(session, cancellationToken)
            ? await session.QueryAsync(Sql(session.Version), row => Item(row, session.Version), cancellationToken)
            : [];

    /// <summary>How many subscriptions the database has that this role cannot read.</summary>
    public static async Task<long> CountUnreadableAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        List<long> count = await session.QueryAsync(
            $"SELECT count(*) AS count FROM pg_catalog.pg_subscription AS s WHERE {OfThisDatabase} AND NOT {Readable}",
            row => row.Number("count"), cancellationToken);
        return count[0];
    }

    /// <summary>The subscriptions whose connection string has a password, of those that this role can read.</summary>
    public static async Task<IReadOnlyList<string>> ReadSecretNamesAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        if (!await IsReadableAsync(session, cancellationToken))
            return [];
        List<(string Name, string Connection)> all = await session.QueryAsync(
            $"SELECT s.subname AS name, s.subconninfo AS connection FROM pg_catalog.pg_subscription AS s WHERE {OfThisDatabase} ORDER BY s.subname",
            row => (row.Text("name"), row.Text("connection")), cancellationToken);
        return [.. all.Where(s => SubscriptionConnection.HasSecrets(s.Connection)).Select(s => s.Name)];
    }

    private static async Task<bool> IsReadableAsync(CatalogSession session, CancellationToken cancellationToken) =>
        (await session.QueryAsync($"SELECT {Readable} AS readable", row => row.Flag("readable"), cancellationToken))[0];

    private static string Sql(int version) => $"""
        SELECT s.oid, s.subname AS name, pg_catalog.pg_get_userbyid(s.subowner) AS owner, s.subconninfo AS connection,
               s.subpublications AS publications, s.subslotname AS slot, s.subsynccommit AS synchronous_commit,
               {SubscriptionOptions.Column(version)}
        FROM pg_catalog.pg_subscription AS s
        WHERE {OfThisDatabase} AND {UserObjects.NotOfExtension("pg_subscription", "s.oid")}
        ORDER BY s.subname
        """;

    private static SchemaItem Item(CatalogRow row, int version)
    {
        string name = SqlText.Name(row.Text("name"));
        string publications = string.Join(", ", row.Texts("publications").Select(SqlText.Name));
        return new SchemaItem
        {
            Kind = ItemKind.Subscription,
            Id = new CatalogId("pg_subscription", row.Oid("oid")),
            Name = row.Text("name"),
            Create = $"CREATE SUBSCRIPTION {name}\n    CONNECTION {SqlText.Literal(SubscriptionConnection.WithoutSecrets(row.Text("connection")))}\n"
                + $"    PUBLICATION {publications}\n    WITH ({string.Join(", ", SubscriptionOptions.Read(row))});\n"
                + SubscriptionOptions.Implied(version, name),
            Address = $"SUBSCRIPTION {name}",
            Owner = row.Text("owner"),
        };
    }
}
