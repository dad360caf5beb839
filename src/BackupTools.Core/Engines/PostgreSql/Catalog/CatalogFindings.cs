using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog.Replication;
using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>Says what of the catalogs a backup lacks: what the user cannot see, and secrets, which no archive keeps.</summary>
internal static class CatalogFindings
{
    private const int MostNamed = 10;

    private const string HiddenMappingsSql = """
        SELECT count(*) AS count
        FROM pg_catalog.pg_user_mappings AS m
        WHERE m.umoptions IS NULL AND NOT pg_catalog.has_table_privilege('pg_catalog.pg_user_mapping', 'SELECT')
        """;

    private static readonly string OptionsSql = $"""
        SELECT 'server ' || s.srvname AS name, ARRAY(SELECT option_name FROM pg_catalog.pg_options_to_table(s.srvoptions)) AS options
        FROM pg_catalog.pg_foreign_server AS s
        WHERE {UserObjects.NotOfExtension("pg_foreign_server", "s.oid")}
        UNION ALL
        SELECT 'user mapping of ' || m.usename || ' for server ' || m.srvname,
               ARRAY(SELECT option_name FROM pg_catalog.pg_options_to_table(m.umoptions))
        FROM pg_catalog.pg_user_mappings AS m
        WHERE {UserObjects.NotOfExtension("pg_user_mapping", "m.umid")}
        UNION ALL
        SELECT 'foreign-data wrapper ' || w.fdwname, ARRAY(SELECT option_name FROM pg_catalog.pg_options_to_table(w.fdwoptions))
        FROM pg_catalog.pg_foreign_data_wrapper AS w
        WHERE {UserObjects.NotOfExtension("pg_foreign_data_wrapper", "w.oid")}
        ORDER BY name
        """;

    /// <summary>The findings, a sentence each; empty where nothing is lacking.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        List<string> findings = [];
        long subscriptions = await SubscriptionReader.CountUnreadableAsync(session, cancellationToken);
        if (subscriptions > 0)
            findings.Add($"Only a superuser can read subscriptions: a backup lacks {Figures.Count(subscriptions, "subscription")}.");

        long mappings = (await session.QueryAsync(HiddenMappingsSql, row => row.Number("count"), cancellationToken))[0];
        if (mappings > 0)
            findings.Add($"The user is not shown options of {Figures.Count(mappings, "user mapping")}: a backup lacks them.");

        List<string> secrets = [.. await WithSecretOptionsAsync(session, cancellationToken),
            .. (await SubscriptionReader.ReadSecretNamesAsync(session, cancellationToken)).Select(n => $"subscription {n}")];
        if (secrets.Count > 0)
        {
            string more = secrets.Count > MostNamed ? $" and {Figures.Count(secrets.Count - MostNamed, "other")}" : "";
            findings.Add("A backup keeps no passwords of other servers; after a restore they must be set again for: "
                + $"{string.Join(", ", secrets.Take(MostNamed))}{more}.");
        }

        return findings;
    }

    private static async Task<IEnumerable<string>> WithSecretOptionsAsync(CatalogSession session, CancellationToken cancellationToken) =>
        (await session.QueryAsync(OptionsSql, row => (Name: row.Text("name"), Options: row.Texts("options")), cancellationToken))
            .Where(o => Array.Exists(o.Options, SecretNames.Contains)).Select(o => o.Name);
}
