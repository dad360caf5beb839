using System.Text.RegularExpressions;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Storages.Local;
using BackupTools.Tests.Engines.PostgreSql;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Repository;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;

namespace BackupTools.Tests.EndToEnd;

/// <summary>A PostgreSQL database comes back without this product: the commands are taken from the documentation and run.</summary>
public sealed partial class ByHandPostgreSqlTests : IDisposable
{
    private const int Block = 2, BytesBlock = 3;
    private const string DocumentedName = "shop_20261121_060000.backup.zip";
    private const string DocumentedDatabase = "PGDATABASE=shop", DocumentedEncoding = "-E UTF8 --lc-collate=C.UTF-8 --lc-ctype=C.UTF-8";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("music", "zstd")]
    [InlineData("music", "gzip")]
    [InlineData("types", "brotli")]
    [InlineData("shapes", "zstd")]
    [InlineData("wide", "zstd")]
    [InlineData("latin1", "zstd")]
    public async Task The_documented_commands_restore_a_full_backup(string fixture, string codec)
    {
        foreach (string tool in new[] { "bash", "unzip", "python3", "psql", "createdb", codec })
            Tool.Require(tool);
        PostgresServer server = await Fixture.GetServerAsync(fixture, 15);
        string original = await Fixture.CreateAsync(server, fixture);
        BackupInfo backup = await BackUpAsync(server.Connection(original), codec);

        string restored = original + "_by_hand";
        await Tool.RunAsync("bash", "-c", $"set -euo pipefail; cd '{_folder.Path}'\n{await CommandsAsync(server, restored, backup, codec)}");

        await DumpComparison.AssertSameAsync(server, original, server, restored);
    }

    [Fact]
    public async Task The_documented_commands_bring_back_names_that_are_not_UTF_8()
    {
        foreach (string tool in new[] { "bash", "unzip", "python3", "psql", "createdb", "zstd", "perl" })
            Tool.Require(tool);
        PostgresServer server = await PostgresServer.GetAsync(15, "plain roles");
        string original = await SqlAsciiNamesTests.CreateAsync(server);
        BackupInfo backup = await BackUpAsync(server.Connection(original), "zstd");

        string restored = original + "_by_hand";
        string commands = await CommandsAsync(server, restored, backup, "zstd");
        string bytes = (await BlockAsync(BytesBlock)).TrimEnd();
        int schema = commands.IndexOf("psql ", StringComparison.Ordinal);
        int rows = commands.IndexOf("psql ", commands.IndexOf("\nEND\n", StringComparison.Ordinal), StringComparison.Ordinal);
        commands = $"{commands[..schema]}{bytes}\n{commands[schema..rows]}{bytes.Replace("schema/*.sql", "load.sql", StringComparison.Ordinal)}\n{commands[rows..]}";
        await Tool.RunAsync("bash", "-c", $"set -euo pipefail; cd '{_folder.Path}'\n{commands}");

        await SqlAsciiNamesTests.AssertSameAsync(server, original, server, restored);
    }

    /// <summary>The commands as the page has them, for this server, this database and this codec.</summary>
    private async Task<string> CommandsAsync(PostgresServer server, string database, BackupInfo backup, string codec)
    {
        string commands = await BlockAsync(Block);
        Assert.Contains(DocumentedDatabase, commands, StringComparison.Ordinal);
        Assert.Contains(DocumentedEncoding, commands, StringComparison.Ordinal);
        IReadOnlyDictionary<string, string> properties = (await BackupCatalog.ReadManifestAsync(
            BuiltIn.Components, new LocalStorage(_folder.Path), backup.Name, TestContext.Current.CancellationToken)).Properties;
        File.Move(backup.Path, _folder[DocumentedName]);
        commands = commands
            .Replace(DocumentedDatabase, $"PGDATABASE='{database}' PGHOST={server.Host} PGPORT={server.Port} PGUSER=postgres", StringComparison.Ordinal)
            .Replace(DocumentedEncoding, $"-E {properties["encoding"]} --lc-collate={properties["collate"]} --lc-ctype={properties["ctype"]}", StringComparison.Ordinal);
        return codec switch
        {
            "gzip" => commands.Replace("*.zst' -exec zstd -qd --rm {} +", "*.gz' -exec gzip -d {} +", StringComparison.Ordinal),
            "brotli" => commands.Replace("*.zst' -exec zstd -qd --rm {} +", "*.br' -exec brotli -d --rm {} +", StringComparison.Ordinal),
            _ => commands,
        };
    }

    private static async Task<string> BlockAsync(int number)
    {
        string format = await File.ReadAllTextAsync(RepositoryRoot.Combine("docs", "ARCHIVE-FORMAT.md"), TestContext.Current.CancellationToken);
        return ShellBlocks().Matches(format)[number].Groups[1].Value;
    }

    private async Task<BackupInfo> BackUpAsync(DbConnectionInfo source, string codec) => (await BackupJob.RunAsync(
        BuiltIn.Components,
        new BackupJobOptions { Connection = source, Storages = [new LocalStorage(_folder.Path)], Compression = codec, ChunkSize = 256 * 1024 },
        TestContext.Current.CancellationToken)).Backups[0];

    public void Dispose() => _folder.Dispose();

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlocks();
}
