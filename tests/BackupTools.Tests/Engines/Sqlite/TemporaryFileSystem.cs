using System.Diagnostics;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>A small disk in memory; needs Linux and the right to mount.</summary>
internal sealed class TemporaryFileSystem : IDisposable
{
    private TemporaryFileSystem(string path) => Path = path;

    public string Path { get; }

    public static TemporaryFileSystem Mount(string path, int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Mounting needs root on Linux.");
        Directory.CreateDirectory(path);
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path), "Mounting is not allowed here.");
        return new TemporaryFileSystem(path);
    }

    public void MakeReadOnly() => Assert.SkipUnless(Run("mount", "-o", "remount,ro", Path), "Remounting is not allowed here.");

    public void Dispose() => Run("umount", Path);

    private static bool Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
