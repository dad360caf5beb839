using BackupTools.Backups;
using BackupTools.Tests.Engines.PostgreSql.Wire;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

/// <summary>Servers that do not let a job in, or not as it wants.</summary>
public sealed class RefusedConnectionTests : FaultTest
{
    [Theory]
    [InlineData("w_scram", "sslmode=prefer", ErrorCode.AuthenticationFailed)]
    [InlineData("w_md5", "sslmode=disable", ErrorCode.AuthenticationFailed)]
    [InlineData("w_tls", "sslmode=disable", ErrorCode.TlsFailed)]
    public async Task A_backup_and_a_restore_say_why_the_server_refuses_them(string user, string options, ErrorCode code)
    {
        SecureServer secure = await SecureServer.GetAsync(15);
        DbConnectionInfo refused = BuiltIn.Components.ParseConnection(
            $"postgresql://{user}:wrong@127.0.0.1:{secure.Server.Port}/postgres?{options}");
        BackupException error = await FailsAsync(code, () => BackUpAsync(refused));
        Assert.DoesNotContain("wrong", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Files);

        BackupInfo backup = await BackUpSmallAsync();
        await FailsAsync(code, () => RestoreAsync(backup, refused with { Database = "copy" }));
        await FailsAsync(code, () => TryRestoreAsync(backup, refused));
        Assert.Equal("0", await secure.Server.PsqlAsync("postgres", "SELECT count(*) FROM pg_database WHERE datname ~ 'copy|scratch'"));
    }

    [Fact]
    public async Task A_job_that_demands_TLS_does_not_go_on_without()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync();
        DbConnectionInfo demanding = BuiltIn.Components.ParseConnection(
            $"postgresql://postgres@127.0.0.1:{server.Port}/{database}?sslmode=require");
        await FailsAsync(ErrorCode.TlsFailed, () => BackUpAsync(demanding));
        Assert.Empty(Files);
        BackupInfo backup = await BackUpSmallAsync();
        await FailsAsync(ErrorCode.TlsFailed, () => RestoreAsync(backup, demanding));
    }

    [Fact]
    public async Task A_role_that_the_target_lacks_is_named_before_anything_is_made()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync();
        string role = $"faults_{Guid.NewGuid():n}";
        await server.PsqlAsync(database, $"CREATE ROLE {role}; CREATE TABLE t (); ALTER TABLE t OWNER TO {role}");
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        await using PostgresServer bare = await PostgresServer.StartPrivateAsync(15);
        BackupException error = await FailsAsync(ErrorCode.RoleMissing, () => RestoreAsync(backup, bare.Connection("copy")));
        Assert.Contains(role, error.Message, StringComparison.Ordinal);
        await AssertNothingLeftAsync(bare);
        Assert.Equal("3", await bare.PsqlAsync("postgres", "SELECT count(*) FROM pg_database"));
    }

    private async Task<BackupInfo> BackUpSmallAsync()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync();
        await server.PsqlAsync(database, "CREATE TABLE small (id int); INSERT INTO small VALUES (1)");
        return (await BackUpAsync(server.Connection(database))).Backups[0];
    }
}
