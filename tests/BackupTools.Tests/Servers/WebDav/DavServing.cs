using System.Collections.Concurrent;
using System.Diagnostics;

namespace BackupTools.Tests.Servers.WebDav;

/// <summary>Which maker's WebDAV.</summary>
public enum DavKind
{
    Rclone,
    Apache,
}

/// <summary>A WebDAV server of the tests' own, as an ordinary process at a free port, that lets one user in with a password. It ends with this process.</summary>
internal sealed class DavServing
{
    public const string UserName = "keeper";
    public const string Password = "a pässword: of many";
    private const string Modules = "/usr/lib/apache2/modules/";
    private const string Launch = "echo $$ >\"$0/process\"; exec \"$@\" >\"$0/log\" 2>&1 </dev/null";
    private static readonly Lazy<string> Root = new(MakeFolder);
    private static readonly ConcurrentDictionary<(DavKind, string), Lazy<Task<DavServing>>> Shared = new();
    private static int _count;

    private DavServing(string folder, int port)
    {
        Served = folder + "/served";
        Port = port;
    }

    /// <summary>The folder that is the server's root.</summary>
    public string Served { get; }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>The server that all tests with the same settings share; the test is skipped where it is not installed.</summary>
    /// <param name="kind">Whose it is.</param>
    /// <param name="more">Further lines of its configuration, or further arguments.</param>
    public static Task<DavServing> GetAsync(DavKind kind, string more = "")
    {
        Assert.SkipWhen(kind == DavKind.Rclone && !File.Exists("/usr/bin/rclone"), "rclone is not installed: see tests/servers/openssh.sh.");
        Assert.SkipWhen(kind == DavKind.Apache && !File.Exists(Modules + "mod_dav_fs.so"), "Apache's server is not installed: see tests/servers/apache-dav.sh.");
        return Shared.GetOrAdd((kind, more), k => new Lazy<Task<DavServing>>(() => StartAsync(kind, more))).Value;
    }

    private static async Task<DavServing> StartAsync(DavKind kind, string more)
    {
        string folder = $"{Root.Value}/{Interlocked.Increment(ref _count)}";
        foreach (string made in (string[])[folder, folder + "/served", folder + "/locks"])
        {
            Directory.CreateDirectory(made);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(made, (UnixFileMode)Convert.ToInt32("777", 8));
        }

        for (int attempt = 1; ; attempt++)
        {
            int port = LoopbackPort.FindFree();
            Process process = Process.Start(kind == DavKind.Rclone ? Rclone(folder, port, more) : await ApacheAsync(folder, port, more))!;
            if (await LoopbackPort.WaitAsync(port, process))
                return new DavServing(folder, port);
            if (attempt == 5)
                throw new InvalidOperationException($"{kind} does not start: {await File.ReadAllTextAsync(folder + "/log")}");
        }
    }

    private static ProcessStartInfo Rclone(string folder, int port, string more) => new("/bin/sh",
    [
        "-c", Launch, folder, "/usr/bin/rclone", "serve", "webdav", folder + "/served", "--addr", $"127.0.0.1:{port}", "--config", "/dev/null",
        .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries),
    ])
    {
        Environment = { ["RCLONE_USER"] = UserName, ["RCLONE_PASS"] = Password },
    };

    private static async Task<ProcessStartInfo> ApacheAsync(string folder, int port, string more)
    {
        string hash = System.Text.Encoding.ASCII.GetString(await ProcessRunner.RunAsync(new ProcessStartInfo("openssl", ["passwd", "-apr1", Password]))).Trim();
        await File.WriteAllTextAsync(folder + "/users", $"{UserName}:{hash}\n");
        string[] modules =
            ["mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "dir", "alias", "reqtimeout", "dav", "dav_fs"];
        await File.WriteAllTextAsync(folder + "/config", $"""
            ServerRoot {folder}
            ServerName 127.0.0.1
            Listen 127.0.0.1:{port}
            PidFile {folder}/process
            ErrorLog {folder}/errors
            Mutex file:{folder}
            User nobody
            Group nogroup
            StartServers 3
            {string.Join('\n', modules.Select(m => $"LoadModule {m}_module {Modules}mod_{m}.so"))}
            DocumentRoot {folder}/served
            DavLockDB {folder}/locks/db
            <Directory {folder}/served>
              Dav On
              AuthType Basic
              AuthName backups
              AuthUserFile {folder}/users
              Require valid-user
            </Directory>
            {more}

            """);
        File.Delete(folder + "/process");
        return new ProcessStartInfo("/usr/sbin/apache2", ["-D", "FOREGROUND", "-f", folder + "/config", "-E", folder + "/log"]);
    }

    private static string MakeFolder()
    {
        string folder = Directory.CreateTempSubdirectory("backuptools-dav-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, (UnixFileMode)Convert.ToInt32("755", 8));
        ServerGuard.Start(folder, "process", "TERM");
        return folder;
    }
}
