using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace BackupTools.Tests.Servers.Sftp;

/// <summary>An OpenSSH server of the tests' own, as an ordinary process at a free port, that lets this user in with a key. It ends with this process.</summary>
internal sealed class SshServer
{
    private const string Program = "/usr/sbin/sshd";
    private static readonly Lazy<Task<string>> Folder = new(MakeFolderAsync);
    private static readonly ConcurrentDictionary<string, Lazy<Task<SshServer>>> Shared = new();
    private static int _count;

    private SshServer(string folder, int port)
    {
        Path = folder;
        Port = port;
    }

    public string Path { get; }

    public int Port { get; }

    /// <summary>The private key of somebody who is let in, and of somebody who is not.</summary>
    public string Key => Path + "/user";

    public string WrongKey => Path + "/stranger";

    /// <summary>The same key as <see cref="Key"/>, with the passphrase <c>open sesame</c>.</summary>
    public string LockedKey => Path + "/locked";

    public string Fingerprint(string type) => ProcessRunner.RunAsync(new ProcessStartInfo("ssh-keygen", ["-l", "-f", $"{Path}/host_{type}.pub"]))
        .ContinueWith(o => Encoding.UTF8.GetString(o.Result).Split(' ')[1], TaskScheduler.Default).Result;

    /// <summary>A line of <c>known_hosts</c> for the server's key of a type.</summary>
    public string KnownHost(string type, string? host = null) =>
        $"{host ?? $"[127.0.0.1]:{Port}"} {string.Join(' ', File.ReadAllText($"{Path}/host_{type}.pub").Split(' ')[..2])}\n";

    public StorageInfo Storage(string folder, int? port = null, params (string Name, string Value)[] options) => new()
    {
        Kind = "Sftp",
        Location = $"sftp://{Environment.UserName}@127.0.0.1:{port ?? Port}{folder}",
        Options = (options.Length > 0 ? options : [("HostKey", Fingerprint("ed25519")), ("KeyFile", Key)]).ToDictionary(o => o.Name, o => o.Value),
    };

    /// <summary>The server that all tests with the same settings share.</summary>
    /// <param name="sftp">What serves SFTP; <c>{0}</c> is the folder of the server.</param>
    public static Task<SshServer> GetAsync(string sftp = "internal-sftp")
    {
        if (!File.Exists(Program))
            Assert.Skip("OpenSSH's server is not installed: see tests/servers/openssh.sh.");
        return Shared.GetOrAdd(sftp, s => new Lazy<Task<SshServer>>(() => StartAsync(s))).Value;
    }

    private static async Task<SshServer> StartAsync(string sftp)
    {
        string folder = $"{await Folder.Value}/{Interlocked.Increment(ref _count)}";
        Directory.CreateDirectory(folder);
        foreach (string type in (string[])["ed25519", "ecdsa", "rsa"])
            await MakeKeyAsync($"{folder}/host_{type}", type, "");
        await MakeKeyAsync(folder + "/user", "ed25519", "");
        await MakeKeyAsync(folder + "/stranger", "ed25519", "");
        File.Copy(folder + "/user", folder + "/locked");
        await ProcessRunner.RunAsync(new ProcessStartInfo("ssh-keygen", ["-p", "-q", "-P", "", "-N", "open sesame", "-f", folder + "/locked"]));
        File.Copy(folder + "/user.pub", folder + "/authorized");
        if (Environment.IsPrivilegedProcess)
            Directory.CreateDirectory("/run/sshd");
        for (int attempt = 1; ; attempt++)
        {
            int port = LoopbackPort.FindFree();
            await File.WriteAllTextAsync(folder + "/config", $"""
                ListenAddress 127.0.0.1
                Port {port}
                HostKey {folder}/host_ed25519
                HostKey {folder}/host_ecdsa
                HostKey {folder}/host_rsa
                PidFile {folder}/process
                AuthorizedKeysFile {folder}/authorized
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                UsePAM no
                StrictModes no
                PermitRootLogin yes
                MaxStartups 200
                LogLevel ERROR
                Subsystem sftp {string.Format(System.Globalization.CultureInfo.InvariantCulture, sftp, folder)}

                """);
            Process process = Process.Start(new ProcessStartInfo(Program, ["-D", "-E", folder + "/log", "-f", folder + "/config"]))!;
            if (await AnswersAsync(port, process))
                return new SshServer(folder, port);
            if (attempt == 5)
                throw new InvalidOperationException($"sshd does not start: {File.ReadAllText(folder + "/log")}");
        }
    }

    private static async Task<bool> AnswersAsync(int port, Process process)
    {
        for (int i = 0; i < 200 && !process.HasExited; i++)
        {
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync("127.0.0.1", port);
                return await client.GetStream().ReadAsync(new byte[4]) > 0;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        return false;
    }

    private static Task<byte[]> MakeKeyAsync(string path, string type, string passphrase) =>
        ProcessRunner.RunAsync(new ProcessStartInfo("ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-C", "test", "-f", path]));

    private static Task<string> MakeFolderAsync()
    {
        string folder = Directory.CreateTempSubdirectory("backuptools-ssh-").FullName;
        ServerGuard.Start(folder, "process", "TERM");
        return Task.FromResult(folder);
    }
}
