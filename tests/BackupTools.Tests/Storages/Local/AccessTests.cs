using BackupTools.Storages.Local;
using BackupTools.Tests.Fakes;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.Local;

public sealed class AccessTests
{
    private const UnixFileMode All = (UnixFileMode)0x1FF;
    private const UnixFileMode ReadOnly = (UnixFileMode)0x16D;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Missing_permissions_are_named()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Needs the modes and the tools of Linux.");
            return;
        }

        if (Environment.IsPrivilegedProcess)
            Tool.Require("setpriv");
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, All);
        var storage = new LocalStorage(folder["backups"]);
        await storage.PutAsync("x", Bytes(10));
        File.SetUnixFileMode(storage.Location, ReadOnly);

        // The superuser may do everything, so somebody else must try.
        string[] nobody = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        if (!Environment.IsPrivilegedProcess)
            File.SetUnixFileMode(Path.Combine(storage.Location, "x"), UnixFileMode.None);
        using var child = ChildProcess.Start(typeof(AccessTests), nameof(Child_is_denied_everything), folder.Path, nobody);
        (int exitCode, string? output) = await child.WaitForEndAsync(Token);
        File.SetUnixFileMode(storage.Location, All);

        if (!File.Exists(folder["started"]))
            Assert.Skip("Another user cannot run this test program where it lies.");
        Assert.True(exitCode == 0, output);
        Assert.Equal(["x"], await storage.NamesAsync());
    }

    /// <summary>Runs in the child process.</summary>
    [Fact(Explicit = true)]
    public async Task Child_is_denied_everything()
    {
        await File.WriteAllTextAsync(Path.Combine(ChildProcess.Folder, "started"), "", Token);
        var storage = new LocalStorage(Path.Combine(ChildProcess.Folder, "backups"));

        BackupException error = await FailsAsync(ErrorCode.StorageAccessDenied, () => storage.CreateAsync("y", Token));
        Assert.NotEmpty(error.Remedy);
        await FailsAsync(ErrorCode.StorageAccessDenied, () => storage.DeleteAsync("x", Token));
        await FailsAsync(ErrorCode.StorageAccessDenied, () => storage.OpenReadAsync("x", Token));
        Assert.Equal(0, await storage.RemoveAbandonedAsync(Token));
        Assert.Equal(["x"], await storage.NamesAsync());
    }
}
