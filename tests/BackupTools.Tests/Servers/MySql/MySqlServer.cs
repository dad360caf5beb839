using System.Collections.Concurrent;
using System.Diagnostics;
using MySqlConnector;

namespace BackupTools.Tests.Servers.MySql;

/// <summary>
/// A throw-away MySQL or MariaDB server: one that the whole test process shares, or one of a test's own that may be killed or
/// changed. Its superuser is <c>root</c>, at its socket and over TCP.
/// </summary>
internal sealed partial class MySqlServer : IAsyncDisposable
{
    // The server's number is known before the server itself can write it anywhere.
    private const string Launch = "echo $$ >\"$0/" + MySqlFolder.PidFile + "\"; exec \"$@\" >>\"$0/log\" 2>&1 </dev/null";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private static readonly ConcurrentDictionary<(MySqlVersion Version, string Group), Lazy<Task<MySqlServer>>> Shared = new();

    private static int _lastNumber;

    private readonly MySqlFolder _versionFolder;
    private readonly string _folder;
    private readonly string[] _options;
    private readonly bool _isShared;
    private readonly int _number = Interlocked.Increment(ref _lastNumber);
    private Process? _process;

    private MySqlServer(MySqlFolder versionFolder, string folder, string[] options, bool isShared)
    {
        _versionFolder = versionFolder;
        _folder = folder;
        _options = options;
        _isShared = isShared;
    }

    public MySqlVersion Version => Installation.Version;

    public bool IsMariaDb => Version.IsMariaDb();

    public string Host { get; } = "127.0.0.1";

    public int Port { get; private set; }

    public string UserName { get; } = "root";

    public string Password => _versionFolder.Password;

    public int ProcessId => _process!.Id;

    /// <summary>Its unix socket, as this process sees it.</summary>
    public string Socket => Installation.Outer(InnerSocket);

    /// <summary>The data folder, as this process sees it.</summary>
    public string DataFolder => Installation.Outer(_folder + "/data");

    /// <summary>The only folder that statements of the server read files from and write them to, as this process sees it.</summary>
    public string FilesFolder => Installation.Outer(_folder + "/files");

    /// <summary>
    /// The certificate that vouches for the server's own. MySQL makes both, and its own names no host; those of MariaDB are ours,
    /// for <c>127.0.0.1</c> and <c>localhost</c>.
    /// </summary>
    public string CaFile => IsMariaDb ? Installation.Outer(_versionFolder.Certificates + "/ca.pem") : DataFolder + "/ca.pem";

    /// <summary>What the server has written to its log.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private MySqlInstallation Installation => _versionFolder.Installation;

    private string InnerSocket => _folder + "/socket";

    private string LogFile => Installation.Outer(_folder + "/log");

    /// <summary>The server that all tests share; the test is skipped where it is not installed.</summary>
    /// <param name="version">Which one.</param>
    /// <param name="group">Names a second server, for tests that the users or settings of others would disturb.</param>
    public static Task<MySqlServer> GetAsync(MySqlVersion version, string group = "")
    {
        MySqlInstallation installation = Require(version);
        return Shared.GetOrAdd((version, group), _ => new(() => CreateAsync(installation, [], isShared: true))).Value;
    }

    /// <summary>Starts a server of the test's own; the test is skipped where it is not installed.</summary>
    /// <param name="version">Which one.</param>
    /// <param name="options">Options after the usual ones, which they take precedence over.</param>
    public static Task<MySqlServer> StartPrivateAsync(MySqlVersion version, params string[] options) =>
        CreateAsync(Require(version), options, isShared: false);

    /// <summary>Ends the server as kill -9 does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops the server, as an administrator does.</summary>
    public async Task StopAsync()
    {
        await ProcessRunner.RunAsync(new("kill", ["-TERM", $"{_process!.Id}"]));
        await _process.WaitForExitAsync();
    }

    /// <summary>Starts the server again, at the same port.</summary>
    public async Task StartAsync()
    {
        // A server that was killed leaves its socket, and a lock beside it with its number.
        foreach (string left in (string[])[Socket, Socket + ".lock"])
            File.Delete(left);
        _process?.Dispose();
        _process = Process.Start(Installation.AsServerUser(["/bin/sh", "-c", Launch, _folder, Installation.ServerProgram, .. Options()]))!;
        long begin = TimeProvider.System.GetTimestamp();
        while (await FindObstacleAsync() is { } obstacle)
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(begin) > StartLimit)
                throw new InvalidOperationException($"{Version.Title()} did not start. {obstacle}\n{LogTail()}");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isShared)
            return;
        await KillAsync();
        _process!.Dispose();
        Directory.Delete(Installation.Outer(_folder), recursive: true);
    }

    private static MySqlInstallation Require(MySqlVersion version)
    {
        MySqlInstallation? installation = MySqlInstallation.Find(version, out string reason);
        if (installation is null)
            Assert.Skip(reason);
        return installation;
    }

    private static async Task<MySqlServer> CreateAsync(MySqlInstallation installation, string[] options, bool isShared)
    {
        MySqlFolder folder = await MySqlFolder.GetAsync(installation);
        MySqlServer server = new(folder, await folder.AddServerAsync(), options, isShared);
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

    /// <summary>What keeps a session from being opened yet, if anything. The socket is opened after the port, and nobody else has it.</summary>
    private async Task<string?> FindObstacleAsync()
    {
        if (!File.Exists(Socket))
            return "There is no socket.";
        try
        {
            await using MySqlConnection connection = new(SocketConnectionString);
            await connection.OpenAsync();
            return null;
        }
        catch (MySqlException e) when (e.ErrorCode == MySqlErrorCode.UnableToConnectToHost)
        {
            return e.Message;
        }
    }

    /// <summary>A MariaDB that starts removes temporary tables from its folder for them, whosever they are: each server has its own.</summary>
    private string[] Options() =>
    [
        "--no-defaults", $"--basedir={Installation.BaseFolder}", $"--datadir={_folder}/data", $"--socket={InnerSocket}",
        // A server that starts removes what it takes for its own from the folder for temporary tables, others' among it.
        $"--tmpdir={_folder}/tmp", $"--pid-file={_folder}/pid", $"--secure-file-priv={_folder}/files", $"--port={Port}", $"--bind-address={Host}", "--skip-name-resolve",
        $"--server-id={_number}", "--log-bin=binlog", "--binlog-format=ROW", "--sync-binlog=0", "--innodb-flush-log-at-trx-commit=0",
        "--innodb-buffer-pool-size=128M", "--local-infile=1",
        .. IsMariaDb
            ? (string[])[.. ((string[])["ca", "cert", "key"]).Select(Certificate)]
            : ["--gtid-mode=ON", "--enforce-gtid-consistency=ON", "--mysqlx=OFF"],
        .. _options,
    ];

    private string Certificate(string kind) =>
        $"--ssl-{kind}={_versionFolder.Certificates}/{(kind == "ca" ? "ca" : $"server-{kind}")}.pem";

    private string LogTail() => string.Join('\n', Log.Split('\n').TakeLast(30));
}
