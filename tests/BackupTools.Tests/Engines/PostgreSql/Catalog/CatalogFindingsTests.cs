using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Tests.Servers;
using Npgsql;

namespace BackupTools.Tests.Engines.PostgreSql.Catalog;

public class CatalogFindingsTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task What_a_backup_lacks_is_said(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("findings");
        string role = database + "_role";
        await server.PsqlAsync(database, $"""
            SET client_min_messages = error;
            CREATE ROLE "{role}" LOGIN;
            CREATE FOREIGN DATA WRAPPER w;
            CREATE SERVER open FOREIGN DATA WRAPPER w OPTIONS (host 'h');
            CREATE SERVER closed FOREIGN DATA WRAPPER w OPTIONS (host 'h', api_key 'k');
            CREATE USER MAPPING FOR PUBLIC SERVER open OPTIONS (user 'u', password 'p');
            CREATE USER MAPPING FOR postgres SERVER open OPTIONS (user 'u');
            CREATE SUBSCRIPTION quiet CONNECTION 'host=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE);
            CREATE SUBSCRIPTION secret CONNECTION 'host=nowhere password=p' PUBLICATION a WITH (connect = false, slot_name = NONE);
            """);

        Assert.Equal(
            ["A backup keeps no passwords of other servers; after a restore they must be set again for: "
                + "server closed, user mapping of public for server open, subscription secret."],
            await ReadAsync(server, database, "postgres"));
        Assert.Equal(
            [
                "Only a superuser can read subscriptions: a backup lacks 2 subscriptions.",
                "The user is not shown options of 2 user mappings: a backup lacks them.",
                "A backup keeps no passwords of other servers; after a restore they must be set again for: server closed.",
            ],
            await ReadAsync(server, database, role));

        await server.PsqlAsync(database, "DROP SUBSCRIPTION quiet;\nDROP SUBSCRIPTION secret;");
        Assert.Empty(await ReadAsync(server, "postgres", "postgres"));
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(PostgresServer server, string database, string user)
    {
        await using NpgsqlConnection connection = await ControlConnection.OpenAsync(
            server.Connection(database, user), TestContext.Current.CancellationToken);
        return await CatalogFindings.ReadAsync(new CatalogSession(connection), TestContext.Current.CancellationToken);
    }
}
