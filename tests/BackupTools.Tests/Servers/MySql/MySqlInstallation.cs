using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace BackupTools.Tests.Servers.MySql;

/// <summary>
/// The programs of one server: the machine's own, or those in a folder that <c>tests/servers/install.sh</c> made and that are
/// run by chroot.
/// </summary>
internal sealed class MySqlInstallation
{
    private static readonly ConcurrentDictionary<MySqlVersion, Lazy<(MySqlInstallation? Found, string Reason)>> Known = new();

    private MySqlInstallation(MySqlVersion version, string root, string baseFolder)
    {
        Version = version;
        Root = root;
        BaseFolder = baseFolder;
    }

    public MySqlVersion Version { get; }

    /// <summary>The folder that the programs see as <c>/</c>.</summary>
    public string Root { get; }

    /// <summary>What holds their <c>bin</c>, <c>sbin</c> and <c>share</c>, as they see it.</summary>
    public string BaseFolder { get; }

    /// <summary>Finds a server; where it is not there, <paramref name="reason"/> says what to do.</summary>
    /// <exception cref="InvalidOperationException">It is there, and cannot even say its version.</exception>
    public static MySqlInstallation? Find(MySqlVersion version, out string reason)
    {
        (MySqlInstallation? found, reason) = Known.GetOrAdd(version, v => new(() => Look(v))).Value;
        return found;
    }

    /// <summary>The path under which this process sees what the programs see as <paramref name="inner"/>.</summary>
    public string Outer(string inner) => ServersFolder.Outer(Root, inner);

    /// <summary>A command line that runs a client program, e.g. <c>dump</c>, as the user that runs the tests.</summary>
    /// <param name="tool">Its name after the vendor's: <c>dump</c>, <c>binlog</c>, or nothing for the client itself.</param>
    /// <param name="arguments">Its arguments.</param>
    public ProcessStartInfo Client(string tool, params string[] arguments) =>
        Start([.. Root == "/" ? [] : (string[])["chroot", Root], ClientProgram(tool), .. arguments]);

    /// <summary>A command line that runs any command as the user that the server runs as.</summary>
    public ProcessStartInfo AsServerUser(params string[] command) =>
        Start([.. Environment.IsPrivilegedProcess ? (string[])["chroot", "--userspec=mysql:mysql", Root] : [], .. command]);

    /// <summary>The server itself.</summary>
    public string ServerProgram => Server(Version, BaseFolder);

    private static (MySqlInstallation? Found, string Reason) Look(MySqlVersion version)
    {
        if (!OperatingSystem.IsLinux())
            return (null, $"{version.Title()}: throw-away servers are started on Linux only.");
        string reason = $"{version.Title()} is not installed: run tests/servers/install.sh as root on Debian or Ubuntu.";
        foreach (string root in ServersFolder.Roots)
        {
            foreach (string baseFolder in (string[])["/usr", $"/opt/mariadb-{version.Number()}/usr"])
            {
                MySqlInstallation installation = new(version, root, baseFolder);
                if (!File.Exists(installation.Outer(installation.ServerProgram)))
                    continue;
                if (root != "/" && !Environment.IsPrivilegedProcess)
                    reason = $"{version.Title()} may lie in {root}, which only root can run (chroot).";
                else if (installation.SaysItsVersion())
                    return (installation, "");
            }
        }

        return (null, reason);
    }

    private bool SaysItsVersion()
    {
        using Process process = Process.Start(StartForOutput())!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Contains($"Ver {Version.Number()}.", StringComparison.Ordinal)
            : throw new InvalidOperationException($"{Outer(ServerProgram)} ended with {process.ExitCode}: {output}");
    }

    private ProcessStartInfo StartForOutput()
    {
        ProcessStartInfo start = AsServerUser("/bin/sh", "-c", "exec \"$0\" --no-defaults --version 2>&1", ServerProgram);
        start.RedirectStandardOutput = true;
        start.StandardOutputEncoding = Encoding.UTF8;
        return start;
    }

    private static string Server(MySqlVersion version, string baseFolder) =>
        $"{baseFolder}/sbin/{(version.IsMariaDb() ? "mariadbd" : "mysqld")}";

    private string ClientProgram(string tool) =>
        $"{BaseFolder}/bin/{(Version.IsMariaDb() ? tool.Length == 0 ? "mariadb" : $"mariadb-{tool}" : $"mysql{tool}")}";

    private static ProcessStartInfo Start(string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..]) { WorkingDirectory = "/" };
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("MYSQL", StringComparison.Ordinal) || k.StartsWith("MARIADB", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C.UTF-8";
        return start;
    }
}
