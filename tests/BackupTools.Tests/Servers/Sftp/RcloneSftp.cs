using System.Diagnostics;

namespace BackupTools.Tests.Servers.Sftp;

/// <summary>An SFTP server of another maker, which takes a password, and has none of OpenSSH's extensions that publish and make durable.</summary>
internal sealed class RcloneSftp : IDisposable
{
    public const string UserName = "keeper";
    private readonly Process _process;

    private RcloneSftp(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <param name="hostKey">The file of its private key.</param>
    /// <param name="folder">What it serves.</param>
    /// <param name="password">The password of <see cref="UserName"/>.</param>
    public static async Task<RcloneSftp> StartAsync(string hostKey, string folder, string password)
    {
        if (!File.Exists("/usr/bin/rclone"))
            Assert.Skip("rclone is not installed: see tests/servers/openssh.sh.");
        int port = LoopbackPort.FindFree();
        Process process = Process.Start(new ProcessStartInfo(
            "/usr/bin/rclone",
            ["serve", "sftp", folder, "--addr", $"127.0.0.1:{port}", "--user", UserName, "--pass", password, "--key", hostKey, "--vfs-cache-mode", "writes",
                "--config", "/dev/null", "--cache-dir", folder + ".cache"]) { RedirectStandardError = true })!;
        _ = process.StandardError.ReadToEndAsync();
        return await LoopbackPort.WaitAsync(port, process) ? new RcloneSftp(process, port) : throw new InvalidOperationException("rclone does not serve.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
