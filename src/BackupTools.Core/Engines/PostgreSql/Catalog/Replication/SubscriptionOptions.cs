using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Replication;

/// <summary>The options of a subscription, of which each version of the server added some.</summary>
internal static class SubscriptionOptions
{
    private static readonly (int Since, string Option, string Column)[] ByVersion =
    [
        (14, "binary", "s.subbinary::text"),
        (14, "streaming", "CASE s.substream::text WHEN 'p' THEN 'parallel' WHEN 't' THEN 'on' WHEN 'true' THEN 'on' ELSE 'off' END"),
        (15, "two_phase", "(s.subtwophasestate <> 'd')::text"),
        (15, "disable_on_error", "s.subdisableonerr::text"),
        (16, "password_required", "s.subpasswordrequired::text"),
        (16, "run_as_owner", "s.subrunasowner::text"),
        (16, "origin", "pg_catalog.quote_literal(coalesce(s.suborigin, 'any'))"),
        (17, "failover", "s.subfailover::text"),
    ];

    /// <summary>What was done before each version, as that version's option: streaming came with 14 and is on by default from 18 on.</summary>
    private static readonly (int Before, string Option)[] Unavoidable =
    [
        (14, "streaming = off"),
        (16, "run_as_owner = true"),
    ];

    /// <summary>The column <c>options</c>: the options of this version of the server, as SQL.</summary>
    public static string Column(int version)
    {
        IEnumerable<string> options = ByVersion.Where(o => version >= o.Since).Select(o => $"'{o.Option} = ' || {o.Column}");
        return $"ARRAY[{string.Join(", ", options)}]::text[] AS options";
    }

    /// <summary>All options, for a subscription that does not connect when it is made.</summary>
    /// <param name="row">A row with the columns <c>slot</c>, <c>synchronous_commit</c> and <see cref="Column"/>.</param>
    public static IEnumerable<string> Read(CatalogRow row) =>
    [
        "connect = false",
        $"slot_name = {(row.TextOrNull("slot") is string slot ? SqlText.Literal(slot) : "NONE")}",
        $"synchronous_commit = {SqlText.Literal(row.Text("synchronous_commit"))}",
        .. row.Texts("options"),
    ];

    /// <summary>
    /// What a server of an older version always did and a newer one has to be told. The older one would not understand it.
    /// </summary>
    /// <param name="version">The version of the server that the subscription is read from.</param>
    /// <param name="name">The subscription's name, as SQL.</param>
    public static string Implied(int version, string name) =>
        string.Concat(Unavoidable.Where(u => version < u.Before).Select(u => $"""
            DO LANGUAGE plpgsql {SqlText.DollarQuoted($"""
                BEGIN
                    IF pg_catalog.current_setting('server_version_num')::integer >= {u.Before}0000 THEN
                        ALTER SUBSCRIPTION {name} SET ({u.Option});
                    END IF;
                END
                """)};

            """));
}
