using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

/// <summary>A folder for backups, jobs that are disturbed half-way, and a look at what they leave.</summary>
public abstract class FaultTest : IDisposable
{
    /// <summary>About 30 MB in two tables, so that a job is half-way for a while, with an index and a key to build.</summary>
    private const string Sample =
        """
        CREATE TABLE ledger (id int PRIMARY KEY, filler text);
        INSERT INTO ledger SELECT i, md5(i::text) || repeat(md5((i + 1)::text), 6) FROM generate_series(1, 80000) i;
        CREATE TABLE entry (id int PRIMARY KEY, ledger int REFERENCES ledger, note text);
        INSERT INTO entry SELECT i, i, md5(i::text) || repeat(md5((i + 2)::text), 2) FROM generate_series(1, 80000) i;
        CREATE INDEX entry_note ON entry (note);
        """;

    private readonly TemporaryFolder _folder = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected IBackupStorage Storage => BuiltIn.Components.OpenStorage(_folder.Path);

    /// <summary>The files that are in the storage.</summary>
    protected IReadOnlyList<string> Files => [.. Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Order()];

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _folder.Dispose();

    /// <summary>Makes a database of two tables.</summary>
    private protected static async Task<string> CreateSampleAsync(PostgresServer server, string owner = "postgres")
    {
        string database = await server.CreateDatabaseAsync("fault", $"OWNER {owner}");
        await server.PsqlAsync(database, $"SET ROLE {owner}; {Sample}");
        return database;
    }

    /// <summary>Backs up in small chunks.</summary>
    private protected Task<BackupJobResult> BackUpAsync(
        DbConnectionInfo source, IProgress<BackupProgress>? progress = null, CancellationToken? token = null, int parallelism = 3) =>
        BackupJob.RunAsync(
            BuiltIn.Components,
            new BackupJobOptions { Connection = source, Storages = [Storage], ChunkSize = 256 * 1024, Parallelism = parallelism, Progress = progress },
            token ?? Token);

    /// <summary>Restores, to a database of another name.</summary>
    private protected Task<RestoreResult> RestoreAsync(
        BackupInfo backup, DbConnectionInfo target, IProgress<BackupProgress>? progress = null, CancellationToken? token = null,
        int parallelism = 3, IfExists ifExists = IfExists.Fail, bool verify = false) =>
        RestoreJob.RunAsync(
            BuiltIn.Components,
            new RestoreJobOptions
            {
                Archive = new(Storage, backup.Name), Target = target, Parallelism = parallelism, Progress = progress,
                IfExists = ifExists, Verify = verify,
            },
            token ?? Token);

    /// <summary>Restores on trial.</summary>
    private protected Task<VerifyResult> TryRestoreAsync(
        BackupInfo backup, DbConnectionInfo server, CancellationToken? token = null, bool allowSuperuser = false, IProgress<BackupProgress>? progress = null) =>
        VerifyJob.RunAsync(
            BuiltIn.Components,
            new VerifyJobOptions
            {
                Archive = new(Storage, backup.Name), Level = VerifyLevel.Restore, Connection = server, Parallelism = 3,
                AllowSuperuser = allowSuperuser, Progress = progress,
            },
            token ?? Token);

    /// <summary>Expects a failure, and returns it.</summary>
    protected static async Task<BackupException> FailsAsync(ErrorCode code, Func<Task> job)
    {
        BackupException error = await Assert.ThrowsAsync<BackupException>(job);
        Assert.True(code == error.Code, $"{error.Code}: {error}");
        return error;
    }

    /// <summary>
    /// Expects a job to say that its server is gone, and returns the error. Whether the session that notices it first had
    /// begun its work or was still logging in is chance.
    /// </summary>
    protected static async Task<BackupException> LosesServerAsync(Func<Task> job)
    {
        BackupException error = await Assert.ThrowsAsync<BackupException>(job);
        Assert.True(error.Code is ErrorCode.ConnectionLost or ErrorCode.ServerUnreachable, $"{error.Code}: {error}");
        return error;
    }

    /// <summary>Holds that a job has left no session, lock, prepared transaction, temporary database or role on a server.</summary>
    private protected static async Task AssertNothingLeftAsync(PostgresServer server)
    {
        string sessions = "";
        // The server notices the end of the driver's sessions a moment after the driver has gone on.
        for (int look = 0; look < 200; look++)
        {
            sessions = await server.PsqlAsync("postgres", "SELECT pid, datname, state, query FROM pg_stat_activity WHERE application_name = 'BackupTools'");
            if (sessions.Length == 0)
                break;
            await Task.Delay(50, Token);
        }

        Assert.Equal("", sessions);
        Assert.Equal("", await server.PsqlAsync("postgres", "SELECT datname FROM pg_database WHERE datname ~ '_restoring_|_replaced_|scratch'"));
        Assert.Equal("", await server.PsqlAsync("postgres", "SELECT rolname FROM pg_roles WHERE rolname ~ 'scratch'"));
        Assert.Equal("", await server.PsqlAsync("postgres", "SELECT gid FROM pg_prepared_xacts"));
        Assert.Equal("", await server.PsqlAsync("postgres", "SELECT pid, relation::regclass, mode FROM pg_locks WHERE pid <> pg_backend_pid() AND locktype = 'relation' AND pid IN (SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend')"));
    }

    /// <summary>Holds that the restored tables have the rows of the original.</summary>
    private protected static async Task AssertSameRowsAsync(PostgresServer server, string database, PostgresServer target, string restored)
    {
        const string Digest =
            "SELECT count(*), sum(hashtextextended(l::text, 0)) FROM ledger l; SELECT count(*), sum(hashtextextended(e::text, 0)) FROM entry e;";
        Assert.Equal(await server.PsqlAsync(database, Digest), await target.PsqlAsync(restored, Digest));
    }
}
