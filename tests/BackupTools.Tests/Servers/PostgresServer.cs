using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Servers;

/// <summary>
/// A throw-away PostgreSQL server: one that the whole test process shares, or one of a test's own that may be killed.
/// Its superuser is <c>postgres</c>, with no password.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<(int Version, string Group), Lazy<Task<PostgresServer>>> Shared = new();

    private readonly PostgresInstallation _installation;
    private readonly string _folder;
    private readonly bool _isShared;
    private int _databases;

    private PostgresServer(PostgresInstallation installation, string folder, bool isShared)
    {
        _installation = installation;
        _folder = folder;
        _isShared = isShared;
    }

    /// <summary>The major version.</summary>
    public int Version => _installation.Version;

    public string Host { get; } = "127.0.0.1";

    public int Port { get; private set; }

    /// <summary>The folder of its unix socket, as this process sees it.</summary>
    public string SocketFolder => _installation.Outer(_folder);

    /// <summary>The data folder, as this process sees it.</summary>
    public string DataFolder => SocketFolder + "/data";

    /// <summary>What the server has written to its log.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => SocketFolder + "/log";

    /// <summary>The server that all tests share; the test is skipped where the version cannot be had.</summary>
    /// <param name="version">The major version.</param>
    /// <param name="group">Names a second server, for tests that the roles of others would disturb.</param>
    public static Task<PostgresServer> GetAsync(int version, string group = "")
    {
        PostgresInstallation installation = Require(version);
        return Shared.GetOrAdd((version, group), _ => new Lazy<Task<PostgresServer>>(() => CreateAsync(installation, "", isShared: true))).Value;
    }

    /// <summary>Starts a server of the test's own; the test is skipped where the version cannot be had.</summary>
    public static Task<PostgresServer> StartPrivateAsync(int version, string settings = "") =>
        CreateAsync(Require(version), settings, isShared: false);

    /// <summary>Makes an empty database with a name of its own.</summary>
    /// <param name="namePrefix">What the name begins with.</param>
    /// <param name="options">The rest of the statement, e.g. <c>TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'</c>.</param>
    public async Task<string> CreateDatabaseAsync(string? namePrefix = null, string options = "")
    {
        string name = $"{namePrefix ?? "test"}_{Interlocked.Increment(ref _databases)}";
        await PsqlAsync("postgres", $"CREATE DATABASE \"{name}\" {options}");
        return name;
    }

    /// <summary>Runs a script with psql and returns what it prints, unaligned and without headings.</summary>
    public async Task<string> PsqlAsync(string database, string sql) =>
        Encoding.UTF8.GetString(await LoadAsync(database, Encoding.UTF8.GetBytes(sql))).TrimEnd('\n');

    /// <summary>Waits until the answer to a question is true.</summary>
    /// <param name="question">A statement with one boolean.</param>
    /// <param name="meanwhile">The work that is to bring it about.</param>
    /// <param name="database">Where it is asked.</param>
    public Task UntilAsync(string question, Task? meanwhile = null, string database = "postgres") =>
        Patience.UntilAsync(question, async () => await PsqlAsync(database, question) == "t", meanwhile);

    /// <summary>Runs a script of any bytes with psql, its encoding being UTF-8 unless it says another.</summary>
    public Task<byte[]> LoadAsync(string database, ReadOnlyMemory<byte> script)
    {
        ProcessStartInfo psql = _installation.Client(
            "psql", [.. ConnectionArguments(database), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"]);
        psql.Environment["PGCLIENTENCODING"] = "UTF8";
        return ProcessRunner.RunAsync(psql, script);
    }

    /// <summary>The path under which the server and its client programs see what this process sees as <paramref name="outer"/>.</summary>
    public string InnerPath(string outer) => _folder + outer[SocketFolder.Length..];

    /// <summary>A command line that runs a client program of this server's version against it, e.g. pgbench.</summary>
    public ProcessStartInfo Client(string program, params string[] arguments) => _installation.Client(
        program, ["-h", Host, "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", .. arguments]);

    /// <summary>Runs pg_dump of this server's version and returns its output, which is in the database's encoding.</summary>
    public async Task<string> DumpAsync(string database, params string[] arguments) =>
        Encoding.UTF8.GetString(await DumpFromAsync(this, database, arguments));

    /// <summary>
    /// Runs pg_dump of this server's version against a server of the same version or an older one, whose internal options it may
    /// write though that server's own pg_dump leaves them out.
    /// </summary>
    public async Task<byte[]> DumpFromAsync(PostgresServer server, string database, params string[] arguments)
    {
        byte[] dump = await ProcessRunner.RunAsync(_installation.Client("pg_dump", [.. server.ConnectionArguments(database), .. arguments]));
        return server.Version == Version ? dump : Dumps.InternalOptions.Remove(dump);
    }

    /// <summary>How the product connects.</summary>
    public DbConnectionInfo Connection(string database, string user = "postgres") =>
        new() { Engine = "postgresql", Host = Host, Port = Port, Database = database, UserName = user };

    /// <summary>Ends the postmaster as kill -9 does.</summary>
    public async Task KillAsync()
    {
        string lockFile = DataFolder + "/postmaster.pid";
        int pid = int.Parse((await File.ReadAllLinesAsync(lockFile))[0], CultureInfo.InvariantCulture);
        using (Process postmaster = Process.GetProcessById(pid))
            postmaster.Kill();
        await Patience.UntilAsync($"The postmaster {pid} is gone.", async () => !await ProcessRunner.IsAliveAsync(pid));

        // Where nobody collects orphans, the dead postmaster keeps its number, and the next one would take it for alive.
        File.Delete(lockFile);
        File.Delete($"{SocketFolder}/.s.PGSQL.{Port}.lock");
    }

    /// <summary>Stops the server, ending its sessions.</summary>
    /// <param name="mode"><c>fast</c>, or <c>immediate</c>, which leaves the recovery to the next start.</param>
    public Task StopAsync(string mode = "fast") => ProcessRunner.RunAsync(
        _installation.Server("pg_ctl", "-D", _folder + "/data", "-m", mode, "-w", "stop"));

    /// <summary>Starts a hot standby of this server.</summary>
    public async Task<PostgresServer> StartStandbyAsync()
    {
        PostgresFolder folder = await PostgresFolder.GetAsync(_installation);
        PostgresServer standby = new(_installation, await folder.AddServerAsync(), isShared: false);
        Directory.Delete(standby.DataFolder, recursive: true);
        await ProcessRunner.RunAsync(_installation.Server(
            "pg_basebackup", "-h", Host, "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres",
            "-D", standby._folder + "/data", "-R", "-c", "fast", "--no-sync"));
        await standby.StartAtFreePortAsync();
        return standby;
    }

    /// <summary>Starts the server again, at the same port.</summary>
    public async Task StartAsync()
    {
        string options = $"-p {Port} -k {_folder}";
        (int exitCode, _, string errors) = await ProcessRunner.TryRunAsync(_installation.Server(
            "pg_ctl", "-D", _folder + "/data", "-l", _folder + "/log", "-o", options, "-w", "-t", "120", "start"));
        if (exitCode != 0)
            throw new InvalidOperationException($"PostgreSQL {Version} did not start. {errors}\n{LogTail()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_isShared)
            return;
        await ProcessRunner.TryRunAsync(_installation.Server("pg_ctl", "-D", _folder + "/data", "-m", "immediate", "-w", "stop"));
        Directory.Delete(SocketFolder, recursive: true);
    }

    private static PostgresInstallation Require(int version)
    {
        PostgresInstallation? installation = PostgresInstallation.Find(version, out string reason);
        if (installation is null)
            Assert.Skip(reason);
        return installation;
    }

    private static async Task<PostgresServer> CreateAsync(PostgresInstallation installation, string settings, bool isShared)
    {
        PostgresFolder folder = await PostgresFolder.GetAsync(installation);
        PostgresServer server = new(installation, await folder.AddServerAsync(), isShared);
        await File.AppendAllTextAsync(server.DataFolder + "/postgresql.conf", settings + "\n");
        await server.StartAtFreePortAsync();
        return server;
    }

    private async Task StartAtFreePortAsync()
    {
        for (int attempt = 1; ; attempt++)
        {
            Port = LoopbackPort.FindFree();
            try
            {
                await StartAsync();
                return;
            }
            catch (InvalidOperationException) when (attempt < 5 && Log.Contains("Address already in use", StringComparison.Ordinal))
            {
                // Another process took the port between the look and the start.
                File.Delete(LogFile);
            }
        }
    }

    private string[] ConnectionArguments(string database) =>
        ["-h", Host, "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", "-d", ConnectionString(database)];

    /// <summary>A database's name may look like a connection string itself, so it goes inside one.</summary>
    private static string ConnectionString(string database) =>
        $"dbname='{database.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private string LogTail() => string.Join('\n', Log.Split('\n').TakeLast(30));
}
