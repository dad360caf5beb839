using System.Collections.Concurrent;
using System.Text;

namespace BackupTools.Tests.Servers;

/// <summary>
/// The temporary folder that holds a version's servers and a fresh data folder they are copied from.
/// </summary>
internal sealed class PostgresFolder
{
    private const string Settings = """
        listen_addresses = '127.0.0.1'
        fsync = off
        full_page_writes = off
        synchronous_commit = off
        checkpoint_timeout = 1h
        wal_level = logical
        max_connections = 200
        max_locks_per_transaction = 1024
        max_prepared_transactions = 20
        log_min_messages = warning

        """;

    private static readonly ConcurrentDictionary<int, Lazy<Task<PostgresFolder>>> Folders = new();

    private readonly string _path;
    private int _servers;

    private PostgresFolder(PostgresInstallation installation, string path)
    {
        Installation = installation;
        _path = path;
    }

    public PostgresInstallation Installation { get; }

    /// <summary>The folder of a version, made when it is first asked for.</summary>
    public static Task<PostgresFolder> GetAsync(PostgresInstallation installation) => Folders.GetOrAdd(
        installation.Version, _ => new Lazy<Task<PostgresFolder>>(() => CreateAsync(installation))).Value;

    /// <summary>Makes the folder of a new server, its data folder in it, and returns the path as the server sees it.</summary>
    public async Task<string> AddServerAsync()
    {
        string server = $"{_path}/{Interlocked.Increment(ref _servers)}";
        await ProcessRunner.RunAsync(Installation.AsServerUser("mkdir", server));
        await ProcessRunner.RunAsync(Installation.AsServerUser("cp", "-a", _path + "/template/data", server));
        return server;
    }

    private static async Task<PostgresFolder> CreateAsync(PostgresInstallation installation)
    {
        byte[] made = await ProcessRunner.RunAsync(
            installation.AsServerUser("mktemp", "-d", $"/tmp/backuptools-pg{installation.Version}-XXXXXX"));
        string path = Encoding.UTF8.GetString(made).Trim();
        ServerGuard.Start(installation.Outer(path), "data/postmaster.pid", "QUIT");
        string data = path + "/template/data";
        await ProcessRunner.RunAsync(installation.Server(
            "initdb", "--pgdata", data, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"));
        await File.AppendAllTextAsync(installation.Outer(data + "/postgresql.conf"), Settings);
        return new PostgresFolder(installation, path);
    }
}
