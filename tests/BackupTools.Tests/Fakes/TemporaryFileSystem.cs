namespace BackupTools.Tests.Fakes;

/// <summary>A small disk in memory; needs Linux and the right to mount, and skips the test elsewhere.</summary>
internal sealed class TemporaryFileSystem : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private TemporaryFileSystem()
    {
    }

    public string Path => _folder.Path;

    public static TemporaryFileSystem Mount(int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Mounting needs root on Linux.");
        Tool.Require("mount");
        TemporaryFileSystem disk = new();
        if (!Succeeds("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Path))
        {
            disk._folder.Dispose();
            Assert.Skip("Mounting is not allowed here.");
        }

        return disk;
    }

    public void MakeReadOnly() => Assert.SkipUnless(Succeeds("mount", "-o", "remount,ro", Path), "Remounting is not allowed here.");

    public void Dispose()
    {
        Succeeds("umount", Path);
        _folder.Dispose();
    }

    private static bool Succeeds(string command, params string[] arguments) =>
        Tool.TryRunAsync(command, arguments).GetAwaiter().GetResult().ExitCode == 0;
}
