using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace BackupTools.Tests.Servers;

/// <summary>
/// The temporary folder that holds a version's servers and a fresh data folder they are copied from. A shell guards it:
/// however this process ends, the servers are stopped and the folder is removed.
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

    // $1 is the folder, $2 the process that owns it. Folders of earlier processes are left only where their guard was
    // killed too; a number in them may be another process's by now. The input ends when the process does. A server that
    // has ended may stay in /proc as a zombie, where nobody collects orphans; it has no command line any more.
    private const string Guard = """
        exec >/dev/null 2>&1
        trap '' HUP INT TERM
        runs() {
            tr '\0' ' ' <"/proc/$2/cmdline" | grep -q "${1##*/}/"
        }
        clean() {
            for file in "$1"/*/data/postmaster.pid; do
                pid=$(head -n 1 "$file") && runs "$1" "$pid" && kill -QUIT "$pid" && while runs "$1" "$pid"; do sleep 0.1; done
            done
            rm -rf "$1"
        }
        for left in "${1%-*}"-*; do
            owner=$(cat "$left/owner") && [ ! -d "/proc/$owner" ] && clean "$left"
        done
        echo "$2" >"$1/owner"
        cat
        clean "$1"
        """;

    private static readonly ConcurrentDictionary<int, Lazy<Task<PostgresFolder>>> Folders = new();

    private static readonly List<Process> Guards = [];

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
        StartGuard(installation.Outer(path));
        string data = path + "/template/data";
        await ProcessRunner.RunAsync(installation.Server(
            "initdb", "--pgdata", data, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"));
        await File.AppendAllTextAsync(installation.Outer(data + "/postgresql.conf"), Settings);
        return new PostgresFolder(installation, path);
    }

    private static void StartGuard(string path)
    {
        Process guard = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", Guard, "guard", path, $"{Environment.ProcessId}"]) { RedirectStandardInput = true, WorkingDirectory = "/" })!;

        // Were it collected, its input would end while this process still runs.
        lock (Guards)
            Guards.Add(guard);
    }
}
