using System.Diagnostics;

namespace BackupTools.Tests.Servers;

/// <summary>
/// The programs of one PostgreSQL version: the machine's own, or those in a folder that <c>tests/servers/install.sh</c>
/// made and that are run by chroot.
/// </summary>
internal sealed class PostgresInstallation
{
    private PostgresInstallation(int version, string root)
    {
        Version = version;
        Root = root;
    }

    public int Version { get; }

    /// <summary>The folder that the programs see as <c>/</c>.</summary>
    public string Root { get; }

    /// <summary>Finds a version; where it is not there, <paramref name="reason"/> says what to do.</summary>
    public static PostgresInstallation? Find(int version, out string reason)
    {
        string script = version is 15 or 18 ? "install.sh" : "install.sh all";
        reason = $"PostgreSQL {version} is not installed: run tests/servers/{script} as root on Debian or Ubuntu.";
        if (!OperatingSystem.IsLinux())
        {
            reason = $"PostgreSQL {version}: throw-away servers are started on Linux only.";
            return null;
        }

        string? root = ServersFolder.Roots.FirstOrDefault(r => File.Exists(ServersFolder.Outer(r, Program(version, "postgres"))));
        if (root is null)
            return null;
        if (root != "/" && !Environment.IsPrivilegedProcess)
        {
            reason = $"PostgreSQL {version} lies in {root}, which only root can run (chroot).";
            return null;
        }

        return new PostgresInstallation(version, root);
    }

    /// <summary>The path under which this process sees what the programs see as <paramref name="inner"/>.</summary>
    public string Outer(string inner) => ServersFolder.Outer(Root, inner);

    /// <summary>A command line that runs one of the version's programs, as the user that runs the tests.</summary>
    public ProcessStartInfo Client(string program, params string[] arguments) =>
        Start([.. Root == "/" ? [] : (string[])["chroot", Root], Program(Version, program), .. arguments]);

    /// <summary>A command line that runs one of the version's programs as a user that may be a server.</summary>
    public ProcessStartInfo Server(string program, params string[] arguments) =>
        AsServerUser([Program(Version, program), .. arguments]);

    /// <summary>A command line that runs any command as the user that the server runs as: the server refuses root.</summary>
    public ProcessStartInfo AsServerUser(params string[] command) =>
        Start([.. Environment.IsPrivilegedProcess ? (string[])["chroot", "--userspec=postgres:postgres", Root] : [], .. command]);

    private static string Program(int version, string name) => $"/usr/lib/postgresql/{version}/bin/{name}";

    private static ProcessStartInfo Start(string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..]) { WorkingDirectory = "/" };
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C.UTF-8";
        return start;
    }
}
