namespace BackupTools.Tests.Servers;

/// <summary>Where servers are installed: on the machine itself, and in the folders that <c>tests/servers/install.sh</c> made.</summary>
internal static class ServersFolder
{
    /// <summary>What programs may see as <c>/</c>: the machine's own, and each folder, which is run by chroot.</summary>
    public static IEnumerable<string> Roots =>
        (Directory.Exists(Folder) ? Directory.GetDirectories(Folder).Order() : Enumerable.Empty<string>())
        .Where(f => !f.EndsWith(".partial", StringComparison.Ordinal)).Prepend("/");

    private static string Folder
    {
        get
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".cache");
            return Environment.GetEnvironmentVariable("BACKUPTOOLS_SERVERS") is { Length: > 0 } folder
                ? folder
                : Path.Combine(cache, "backuptools", "servers");
        }
    }

    /// <summary>The path under which this process sees what the programs of a root see as <paramref name="inner"/>.</summary>
    public static string Outer(string root, string inner) => root == "/" ? inner : root + inner;
}
