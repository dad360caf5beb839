using System.Text;
using System.Text.RegularExpressions;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Storages.Local;
using BackupTools.Tests.Engines.MySql;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Repository;
using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.EndToEnd;

/// <summary>A MySQL database comes back without this product: the commands are taken from the documentation and run.</summary>
public sealed partial class ByHandMySqlTests : IDisposable
{
    private const string DocumentedName = "shop_20261121_060000.backup.zip";

    private readonly TemporaryFolder _folder = new();

    /// <summary>The client is the machine's own, since those in folders do not see the files.</summary>
    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task The_documented_commands_restore_a_full_backup(MySqlVersion version)
    {
        foreach (string tool in (string[])["bash", "unzip", "python3", "zstd", "mysql"])
            Tool.Require(tool);
        MySqlServer server = await MySqlServer.GetAsync(version, "by hand");
        string original = await MySqlFixture.CreateAsync(server, "wide");
        BackupInfo backup = (await BackupJob.RunAsync(
            BuiltIn.Components,
            new BackupJobOptions { Connection = server.Connection(original), Storages = [new LocalStorage(_folder.Path)], Compression = "zstd", ChunkSize = 64 * 1024 },
            TestContext.Current.CancellationToken)).Backups[0];
        IReadOnlyDictionary<string, string> properties = (await BackupCatalog.ReadManifestAsync(
            BuiltIn.Components, new LocalStorage(_folder.Path), backup.Name, TestContext.Current.CancellationToken)).Properties;
        File.Move(backup.Path, _folder[DocumentedName]);
        string restored = await server.CreateDatabaseAsync("by_hand", $"CHARACTER SET {properties["characterSet"]} COLLATE {properties["collation"]}");

        string commands = await CommandsAsync();
        if (server.IsMariaDb)
            commands = commands.Replace("print(\"SET sql_mode", "print('SET system_versioning_insert_history = 1;')\nprint(\"SET sql_mode", StringComparison.Ordinal);
        string client = $"mysql() {{ MYSQL_PWD='{server.Password}' command mysql --no-defaults --ssl --host={server.Host} --port={server.Port} --user={server.UserName} \"$@\"; }}";
        byte[] remarks = await Tool.RunAsync(
            "bash", "-c", $"set -euo pipefail; cd '{_folder.Path}'\n{client}\n{commands.Replace("shop <", restored + " <", StringComparison.Ordinal)}");
        Assert.Equal("", Encoding.UTF8.GetString(remarks));
        Assert.Equal(await DumpAsync(server, original), await DumpAsync(server, restored));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string> CommandsAsync()
    {
        string format = await File.ReadAllTextAsync(RepositoryRoot.Combine("docs", "ARCHIVE-FORMAT.md"), TestContext.Current.CancellationToken);
        return ShellBlocks().Matches(format).Select(m => m.Groups[1].Value).Single(b => b.Contains("LOAD DATA LOCAL", StringComparison.Ordinal));
    }

    /// <summary>The server's dump, without the database's own name, which stands before a sequence.</summary>
    private static async Task<string> DumpAsync(MySqlServer server, string database) =>
        (await server.DumpAsync(database)).Replace($"`{database}`.", "", StringComparison.Ordinal);

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlocks();
}
