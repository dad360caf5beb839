using BackupTools.Storages.Sftp;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.Sftp;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.Sftp;

/// <summary>A server of another maker, which takes a password.</summary>
public sealed class OtherSftpServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_password_lets_in_and_another_does_not()
    {
        SshServer keys = await SshServer.GetAsync();
        Directory.CreateDirectory(_folder["served/backups"]);
        using RcloneSftp server = await RcloneSftp.StartAsync(keys.Path + "/host_ed25519", _folder["served"], "right one");
        StorageInfo info = new()
        {
            Kind = "Sftp", Location = $"sftp://127.0.0.1:{server.Port}/backups", UserName = RcloneSftp.UserName,
            Options = new Dictionary<string, string> { ["HostKey"] = keys.Fingerprint("ed25519") },
        };

        SftpStorage storage = new(info.WithSecret(SecureText.Of("right one")));
        File.WriteAllText(_folder["served/backups/x"], "content");
        Assert.Equal(["x"], await storage.NamesAsync());
        Assert.Equal("content", System.Text.Encoding.UTF8.GetString(await storage.GetAsync("x")));

        Assert.Null(await storage.GetFreeSpaceAsync(TestContext.Current.CancellationToken)); // It names the extension, and refuses it.

        BackupException refused = await FailsAsync(
            ErrorCode.StorageAccessDenied, () => new SftpStorage(info.WithSecret(SecureText.Of("wrong one"))).NamesAsync());
        Assert.DoesNotContain("wrong one", refused.ToString(), StringComparison.Ordinal);
    }
}
