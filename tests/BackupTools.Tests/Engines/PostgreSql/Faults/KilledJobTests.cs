using BackupTools.Backups;
using BackupTools.Engines.PostgreSql.Inspection;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Wire;
using BackupTools.Jobs;
using BackupTools.Tests.Engines.PostgreSql.Wire;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

/// <summary>What is left where this process is ended as kill -9 does.</summary>
public sealed class KilledJobTests : FaultTest
{
    private const string ConnectionFile = "/connection", BackupFile = "/backup";

    private readonly TemporaryFolder _shared = new();

    [Fact]
    public async Task A_killed_backup_leaves_no_session_and_the_next_one_tidies_the_storage()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        string database = await CreateSampleAsync(server);
        await WriteAsync(server, database);
        string backups = _shared.Path + "/backups";
        using (ChildProcess child = ChildProcess.Start(typeof(KilledJobTests), nameof(Child_backs_up_again_and_again), _shared.Path))
        {
            await child.WaitUntilAsync(() => Directory.GetFiles(backups, ".*partial*").Length > 0);
            await child.KillAsync(Token);
        }

        await AssertNothingLeftAsync(server);
        await BackUpToSharedAsync(_shared.Path);
        Assert.Empty(Directory.GetFiles(backups, ".*partial*"));
    }

    [Theory]
    [InlineData(15, nameof(Child_restores))]
    [InlineData(18, nameof(Child_restores))]
    [InlineData(15, nameof(Child_tries))]
    public async Task A_restore_killed_while_it_builds_an_index_leaves_no_session_and_what_the_next_one_drops(int version, string job)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        string database = await server.CreateDatabaseAsync("slow");
        await server.PsqlAsync(
            database,
            """
            CREATE FUNCTION slow(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
                IF current_database() LIKE '%restoring%' AND NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = 'go') THEN
                    PERFORM pg_catalog.pg_sleep(600);
                END IF;
                RETURN $1;
            END $$;
            CREATE TABLE few (id int);
            INSERT INTO few VALUES (1);
            CREATE INDEX slowly ON few (slow(id));
            """);
        await WriteAsync(server, database);
        BackupInfo backup = await BackUpToSharedAsync(_shared.Path);
        await WriteAsync(server, job == nameof(Child_restores) ? "copy" : "postgres", backup.Name);
        using (ChildProcess child = ChildProcess.Start(typeof(KilledJobTests), job, _shared.Path))
        {
            const string Builds = "SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE '%slowly%' AND wait_event = 'PgSleep'";
            await child.WaitUntilAsync(async () => await server.PsqlAsync("postgres", Builds) == "t");
            await child.KillAsync(Token);
        }

        // The server looks every other second whether its client is still there.
        string sessions = "?";
        for (int look = 0; look < 200 && sessions.Length > 0; look++)
        {
            await Task.Delay(50, Token);
            sessions = await server.PsqlAsync("postgres", "SELECT query FROM pg_stat_activity WHERE application_name = 'BackupTools'");
        }

        Assert.Equal("", sessions);
        string left = await server.PsqlAsync("postgres", "SELECT datname FROM pg_database WHERE datname LIKE '%_restoring_%'");
        Assert.Matches("^(copy|backuptools_scratch_[0-9]{14}l_[0-9a-f]{8})_restoring_[0-9a-f]{8}$", left);
        Assert.Equal("0", await server.PsqlAsync("postgres", "SELECT count(*) FROM pg_database WHERE datname = 'copy'"));
        string role = await server.PsqlAsync("postgres", "SELECT rolname FROM pg_roles WHERE rolname ~ 'scratch'");
        Assert.Equal(job == nameof(Child_tries) ? left[..left.IndexOf("_restoring_", StringComparison.Ordinal)] : "", role);

        ConnectionReport report = await BuiltIn.Components.GetEngine("postgresql").TestConnectionAsync(server.Connection("postgres"), Token);
        Assert.Contains(report.Findings, f => f.Contains(left, StringComparison.Ordinal) && f.Contains("the next restore drops it", StringComparison.Ordinal));

        // One whose restore lives is never touched, nor one that only has such a name.
        const string Alive = "other_restoring_0000002a", Foreign = "mine_restoring_0000002b";
        await server.PsqlAsync("postgres", $"CREATE DATABASE {Alive} CONNECTION LIMIT {WorkMark.UnmarkedLimit}");
        await server.PsqlAsync("postgres", $"CREATE DATABASE {Foreign}");
        await server.PsqlAsync("postgres", "CREATE DATABASE go");
        await using (IBulkConnection other = await BulkConnections.OpenAsync(Bulk.Settings(server, "postgres"), Token))
        {
            await other.ExecuteAsync(RestoreLock.Take(Alive), Token);
            await (job == nameof(Child_restores) ? RestoreSharedAsync(_shared.Path) : TrySharedAsync(_shared.Path));
            Assert.Equal(
                $"{Foreign}\n{Alive}",
                await server.PsqlAsync("postgres", "SELECT datname FROM pg_database WHERE datname ~ '_restoring_|scratch' ORDER BY 1"));
        }

        await server.PsqlAsync("postgres", $"DROP DATABASE {Foreign}");
        await server.PsqlAsync("postgres", "DROP DATABASE IF EXISTS copy");
        await (job == nameof(Child_restores) ? RestoreSharedAsync(_shared.Path) : TrySharedAsync(_shared.Path));
        await AssertNothingLeftAsync(server);
    }

    /// <summary>Runs in the child process.</summary>
    [Fact(Explicit = true)]
    public async Task Child_backs_up_again_and_again()
    {
        while (true)
            await BackUpToSharedAsync(ChildProcess.Folder);
    }

    /// <summary>Runs in the child process.</summary>
    [Fact(Explicit = true)]
    public Task Child_restores() => RestoreSharedAsync(ChildProcess.Folder);

    /// <summary>Runs in the child process.</summary>
    [Fact(Explicit = true)]
    public Task Child_tries() => TrySharedAsync(ChildProcess.Folder);

    protected override void Dispose(bool disposing)
    {
        _shared.Dispose();
        base.Dispose(disposing);
    }

    private static async Task RestoreSharedAsync(string folder) => await RestoreJob.RunAsync(
        BuiltIn.Components,
        new RestoreJobOptions
        {
            Archive = new(BuiltIn.Components.OpenStorage(folder + "/backups"), await File.ReadAllTextAsync(folder + BackupFile, Token)),
            Target = await ConnectionAsync(folder),
        },
        Token);

    private static async Task TrySharedAsync(string folder) => Assert.True((await VerifyJob.RunAsync(
        BuiltIn.Components,
        new VerifyJobOptions
        {
            Archive = new(BuiltIn.Components.OpenStorage(folder + "/backups"), await File.ReadAllTextAsync(folder + BackupFile, Token)),
            Level = VerifyLevel.Restore,
            Connection = await ConnectionAsync(folder),
        },
        Token)).Passed);

    private static async Task<BackupInfo> BackUpToSharedAsync(string folder) => (await BackupJob.RunAsync(
        BuiltIn.Components,
        new BackupJobOptions
        {
            Connection = await ConnectionAsync(folder), Storages = [BuiltIn.Components.OpenStorage(folder + "/backups")], ChunkSize = 64 * 1024,
        },
        Token)).Backups[0];

    private static async Task<DbConnectionInfo> ConnectionAsync(string folder) =>
        BuiltIn.Components.ParseConnection(await File.ReadAllTextAsync(folder + ConnectionFile, Token));

    private async Task WriteAsync(PostgresServer server, string database, string backup = "")
    {
        Directory.CreateDirectory(_shared.Path + "/backups");
        await File.WriteAllTextAsync(_shared.Path + ConnectionFile, $"postgresql://postgres@{server.Host}:{server.Port}/{database}", Token);
        await File.WriteAllTextAsync(_shared.Path + BackupFile, backup, Token);
    }
}
