using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

/// <summary>A role that owns its database and is nobody otherwise.</summary>
public sealed class OrdinaryRoleTests : FaultTest
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task An_owner_can_back_up_restore_and_try(int version)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        await server.PsqlAsync("postgres", "CREATE ROLE shopkeeper LOGIN CREATEDB; CREATE ROLE tenant LOGIN");
        string database = await CreateSampleAsync(server, "shopkeeper");
        await server.PsqlAsync(
            database,
            """
            SET ROLE shopkeeper;
            CREATE SCHEMA own;
            CREATE TABLE own.wide (id int GENERATED ALWAYS AS IDENTITY, t text DEFAULT 'x', CHECK (id > 0));
            INSERT INTO own.wide (t) VALUES ('a'), ('b');
            CREATE VIEW own.seen AS SELECT * FROM own.wide;
            CREATE FUNCTION own.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
            GRANT SELECT ON own.wide TO PUBLIC;
            SELECT lo_from_bytea(0, 'large');
            """);
        BackupJobResult result = await BackUpAsync(server.Connection(database, "shopkeeper"));
        Assert.Empty(result.Warnings);
        BackupInfo backup = Assert.Single(result.Backups);

        await RestoreAsync(backup, server.Connection("copy", "shopkeeper"), verify: true);
        await AssertSameRowsAsync(server, database, server, "copy");
        Assert.Equal("shopkeeper", await server.PsqlAsync("postgres", "SELECT datdba::regrole FROM pg_database WHERE datname = 'copy'"));
        await DumpComparison.AssertSameAsync(server, database, server, "copy");

        await RestoreAsync(backup, server.Connection("copy", "shopkeeper"), verify: true, ifExists: IfExists.Replace);
        VerifyResult trial = await TryRestoreAsync(backup, server.Connection("postgres", "shopkeeper"));
        Assert.True(trial.Passed, string.Join('\n', trial.Findings));

        // Whoever may not create databases gets one made.
        await server.PsqlAsync("postgres", "ALTER ROLE shopkeeper NOCREATEDB; CREATE DATABASE given OWNER shopkeeper");
        await RestoreAsync(backup, server.Connection("given", "shopkeeper"), verify: true);
        await AssertSameRowsAsync(server, database, server, "given");
        BackupException error = await FailsAsync(
            ErrorCode.TargetNotWritable, () => TryRestoreAsync(backup, server.Connection("postgres", "shopkeeper")));
        Assert.Contains("shopkeeper", error.Message, StringComparison.Ordinal);
        await AssertNothingLeftAsync(server);
    }

    [Fact]
    public async Task A_table_of_somebody_else_that_may_not_be_read_is_named_and_nothing_is_written()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        await server.PsqlAsync("postgres", "CREATE ROLE shopkeeper LOGIN");
        string database = await CreateSampleAsync(server, "shopkeeper");
        await server.PsqlAsync(database, "CREATE TABLE hidden (id int)");
        BackupException error = await FailsAsync(
            ErrorCode.DatabaseAccessDenied, () => BackUpAsync(server.Connection(database, "shopkeeper")));
        Assert.Contains("hidden", error.Message, StringComparison.Ordinal);
        Assert.Empty(Files);
        await AssertNothingLeftAsync(server);
    }
}
