using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace BackupTools.Tests.Servers.MySql;

/// <summary>The temporary folder that holds a version's servers and a fresh data folder they are copied from.</summary>
internal sealed class MySqlFolder
{
    /// <summary>Where a server keeps the number of its process, in its own folder.</summary>
    public const string PidFile = "process";

    private static readonly ConcurrentDictionary<MySqlVersion, Lazy<Task<MySqlFolder>>> Folders = new();

    private readonly string _path;
    private int _servers;

    private MySqlFolder(MySqlInstallation installation, string path)
    {
        Installation = installation;
        _path = path;
    }

    public MySqlInstallation Installation { get; }

    /// <summary>That of root, from anywhere.</summary>
    public string Password { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(12));

    /// <summary>Where the certificates are that we made, as the server sees it.</summary>
    public string Certificates => _path + "/certificates";

    /// <summary>The folder of a version, made when it is first asked for.</summary>
    public static Task<MySqlFolder> GetAsync(MySqlInstallation installation) => Folders.GetOrAdd(
        installation.Version, _ => new Lazy<Task<MySqlFolder>>(() => CreateAsync(installation))).Value;

    /// <summary>Makes the folder of a new server, its data folder in it, and returns the path as the server sees it.</summary>
    public async Task<string> AddServerAsync()
    {
        string server = $"{_path}/{Interlocked.Increment(ref _servers)}";
        await ProcessRunner.RunAsync(Installation.AsServerUser("mkdir", server, server + "/files", server + "/tmp"));
        await ProcessRunner.RunAsync(Installation.AsServerUser("cp", "-a", _path + "/template/data", server));
        return server;
    }

    private static async Task<MySqlFolder> CreateAsync(MySqlInstallation installation)
    {
        string name = installation.Version.ToString().ToLowerInvariant();
        byte[] made = await ProcessRunner.RunAsync(installation.AsServerUser("mktemp", "-d", $"/tmp/backuptools-{name}-XXXXXX"));
        string path = Encoding.UTF8.GetString(made).Trim();
        ServerGuard.Start(installation.Outer(path), PidFile, "KILL");
        MySqlFolder folder = new(installation, path);
        await folder.FillTemplateAsync();
        await ServerCertificates.WriteAsync(installation.Outer(folder.Certificates));
        return folder;
    }

    private async Task FillTemplateAsync()
    {
        string template = _path + "/template";
        await ProcessRunner.RunAsync(Installation.AsServerUser("mkdir", template));
        await File.WriteAllTextAsync(Installation.Outer(template + "/accounts.sql"), Accounts());
        await ProcessRunner.RunAsync(Initialization(template));

        // A server makes the number by which others know it where it has none; a copy must not have the same.
        File.Delete(Installation.Outer(template + "/data/auto.cnf"));
    }

    private ProcessStartInfo Initialization(string template) => Installation.Version.IsMariaDb()
        ? Installation.AsServerUser(
            $"{Installation.BaseFolder}/bin/mariadb-install-db", "--no-defaults", $"--basedir={Installation.BaseFolder}",
            $"--datadir={template}/data", "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve",
            $"--extra-file={template}/accounts.sql")
        : Installation.AsServerUser(
            Installation.ServerProgram, "--no-defaults", $"--basedir={Installation.BaseFolder}", $"--datadir={template}/data",
            "--initialize-insecure", $"--init-file={template}/accounts.sql");

    /// <summary>
    /// A client at 127.0.0.1 is not at localhost, as no server looks up names. Those of MariaDB begin without checking accounts,
    /// and have one of root for each name of the machine.
    /// </summary>
    private string Accounts() => (Installation.Version.IsMariaDb() ? """
        DELETE FROM mysql.global_priv WHERE User = 'root' AND Host <> 'localhost';
        DELETE FROM mysql.proxies_priv WHERE Host <> 'localhost';
        FLUSH PRIVILEGES;

        """ : "") + $"""
        ALTER USER root@localhost IDENTIFIED BY '{Password}';
        CREATE USER root@'%' IDENTIFIED BY '{Password}';
        GRANT ALL PRIVILEGES ON *.* TO root@'%' WITH GRANT OPTION;

        """;
}
