using System.Text.RegularExpressions;
using BackupTools.Engines.PostgreSql.Catalog.Replication;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Tests.Servers;
using Npgsql;

namespace BackupTools.Tests.Engines.PostgreSql.Catalog;

public class ReplicationReaderTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public Task Publications_come_back(int version) => CatalogRoundTrip.CheckAsync(
        version,
        "CREATE SCHEMA @3;",
        """
        CREATE TABLE @3.@1 (id integer PRIMARY KEY, @3 text, @4 integer);
        CREATE TABLE public.parted (id integer) PARTITION BY RANGE (id);
        CREATE TABLE public.@6 (id integer);
        """,
        """
        SET client_min_messages = error;
        CREATE PUBLICATION @1;
        CREATE PUBLICATION @2 FOR ALL TABLES WITH (publish = 'insert, truncate', publish_via_partition_root = true);
        CREATE PUBLICATION @3 FOR TABLE @3.@1 (id, @4) WHERE (id > 5 AND @4 <> 3), TABLE public.parted;
        CREATE PUBLICATION @4 FOR TABLES IN SCHEMA @3, TABLES IN SCHEMA public WITH (publish = '');
        CREATE PUBLICATION @5 FOR TABLE public.@6 WHERE (true) WITH (publish = 'delete, update');
        """ + (version >= 18 ? "CREATE PUBLICATION gen WITH (publish_generated_columns = stored);" : ""));

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Subscriptions_come_back_disabled(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        try
        {
            await CatalogRoundTrip.CheckAsync(version, """
                SET client_min_messages = error;
                CREATE SUBSCRIPTION @1 CONNECTION 'host=nowhere dbname=''a b''' PUBLICATION @3, plain WITH (connect = false, slot_name = NONE);
                CREATE SUBSCRIPTION @3 CONNECTION 'postgresql://me@nowhere/db?application_name=x' PUBLICATION a
                    WITH (connect = false, slot_name = 'a_slot', binary = true, streaming = on, two_phase = true, disable_on_error = true, synchronous_commit = 'remote_apply');
                """ + (version >= 18 ? """
                CREATE SUBSCRIPTION @6 CONNECTION 'host=nowhere' PUBLICATION a
                    WITH (connect = false, slot_name = NONE, streaming = parallel, password_required = false, run_as_owner = true, origin = none, failover = true);
                CREATE SUBSCRIPTION unstreamed CONNECTION 'host=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE, streaming = off);
                """ : ""));
        }
        finally
        {
            await DropSubscriptionsAsync(server);
        }
    }

    [Theory]
    [InlineData(13, "streaming = off,run_as_owner = true")]
    [InlineData(15, "run_as_owner = true")]
    [InlineData(16, "")]
    public void A_newer_server_is_told_what_an_older_one_always_did(int version, string options) =>
        Assert.Equal(options, string.Join(',', Regex.Matches(SubscriptionOptions.Implied(version, "s"), @"ALTER SUBSCRIPTION s SET \((.*)\);").Select(m => m.Groups[1].Value)));

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_role_that_cannot_read_subscriptions_can_count_them(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("unreadable");
        string role = database + "_role";
        await server.PsqlAsync(database, $"""
            SET client_min_messages = error;
            CREATE ROLE "{role}" LOGIN;
            CREATE SUBSCRIPTION unreadable CONNECTION 'host=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE);
            """);

        IReadOnlyList<SchemaItem> items = await CatalogRoundTrip.ReadDatabaseAsync(server, database, role);
        await using NpgsqlConnection ordinary = await ControlConnection.OpenAsync(
            server.Connection(database, role), TestContext.Current.CancellationToken);
        await using NpgsqlConnection superuser = await ControlConnection.OpenAsync(
            server.Connection(database), TestContext.Current.CancellationToken);

        Assert.DoesNotContain(items, i => i.Kind == ItemKind.Subscription);
        Assert.Equal(1, await SubscriptionReader.CountUnreadableAsync(new CatalogSession(ordinary), TestContext.Current.CancellationToken));
        Assert.Equal(0, await SubscriptionReader.CountUnreadableAsync(new CatalogSession(superuser), TestContext.Current.CancellationToken));
        await server.PsqlAsync(database, "DROP SUBSCRIPTION unreadable");
    }

    [Theory]
    [InlineData("host=h password=secret dbname=d", "host=h dbname=d")]
    [InlineData("password = 'a \\' b' user=me sslpassword=x", "user=me")]
    [InlineData("application_name='password=kept' host = h", "application_name='password=kept' host = h")]
    [InlineData("password=a\\ b host=h", "host=h")]
    [InlineData("passfile=/f require_auth=password", "passfile=/f require_auth=password")]
    [InlineData("postgresql://me:secret@h:5432,i/db?sslmode=require&password=x&sslpassword=y", "postgresql://me@h:5432,i/db?sslmode=require")]
    [InlineData("postgres://h/db?p%61ssword=x", "postgres://h/db")]
    [InlineData("postgresql://me@[::1]:5432/db", "postgresql://me@[::1]:5432/db")]
    [InlineData("postgresql://:secret@/db", "postgresql://@/db")]
    public void Passwords_are_taken_out_of_a_connection_string(string text, string expected) =>
        Assert.Equal(expected, SubscriptionConnection.WithoutSecrets(text));

    /// <summary>A database with a subscription cannot be dropped.</summary>
    private static async Task DropSubscriptionsAsync(PostgresServer server)
    {
        string found = await server.PsqlAsync("postgres", """
            SELECT d.datname || E'\t' || format('ALTER SUBSCRIPTION %1$I SET (slot_name = NONE); DROP SUBSCRIPTION %1$I', s.subname)
            FROM pg_subscription AS s JOIN pg_database AS d ON d.oid = s.subdbid WHERE d.datname ~ '^(source|target|restored)_'
            """);
        foreach (string[] line in found.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')))
            await server.PsqlAsync(line[0], $"SET client_min_messages = error; {line[1].Replace("; DROP", ";\nDROP", StringComparison.Ordinal)}");
    }
}
