using System.Text.RegularExpressions;
using BackupTools.Backups;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Repository;

namespace BackupTools.Tests.EndToEnd;

/// <summary>Without this product the data comes back too: the commands are taken from the documentation and run.</summary>
public sealed partial class ByHandTests
{
    private const string DocumentedName = "shop_20261121_060000.backup.zip";

    [Theory]
    [InlineData("brotli")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task The_documented_commands_restore_a_full_backup(string codec)
    {
        using ShopFile shop = ShopFile.Create();
        string restored = await RunDocumentedAsync(shop, await shop.BackUpAsync(codec), block: 0, codec);
        Assert.Equal(await File.ReadAllBytesAsync(shop.Path, ShopFile.Token), await File.ReadAllBytesAsync(restored, ShopFile.Token));
    }

    [Fact]
    public async Task The_documented_commands_restore_a_table_backup()
    {
        using ShopFile shop = ShopFile.Create();
        string restored = await RunDocumentedAsync(shop, await shop.BackUpAsync("zstd", "purchase"), block: 1, "zstd");
        Assert.Equal(await ShopFile.DumpAsync(shop.Path, "purchase"), await ShopFile.DumpAsync(restored, "purchase"));
    }

    [Theory]
    [InlineData("brotli")]
    [InlineData("zstd")]
    [InlineData("gzip")]
    [InlineData("none")]
    public async Task A_reader_in_another_language_agrees_with_every_figure(string codec)
    {
        using ShopFile shop = ShopFile.Create();
        BackupInfo full = await shop.BackUpAsync(codec);
        BackupInfo tables = await shop.BackUpAsync(codec, "customer", "purchase");
        string script = RepositoryRoot.Combine("tests", "golden", "read_archive.py");
        await Tool.RunAsync("python3", script, full.Path, Path.Combine(shop.Folder, "full.db"));
        await Tool.RunAsync("python3", script, tables.Path, Path.Combine(shop.Folder, "tables.db"));
        Assert.Equal(await ShopFile.DumpAsync(shop.Path), await ShopFile.DumpAsync(Path.Combine(shop.Folder, "full.db")));
    }

    [Fact]
    public async Task The_documented_check_finds_the_file_that_is_not_what_was_written()
    {
        using ShopFile shop = ShopFile.Create();
        BackupInfo backup = await shop.BackUpAsync();
        string format = await File.ReadAllTextAsync(RepositoryRoot.Combine("docs", "ARCHIVE-FORMAT.md"), ShopFile.Token);
        string command = ShellBlocks().Matches(format).Select(m => m.Groups[1].Value).Single(c => c.Contains("sha256sum -c", StringComparison.Ordinal));
        string folder = Path.Combine(shop.Folder, "checked");
        await Tool.RunAsync("unzip", "-q", backup.Path, "-d", folder);
        await Tool.RunAsync("bash", "-c", $"set -euo pipefail; cd '{folder}'\n{command}");

        string victim = Path.Combine(folder, "data", "main", "0.pages.zst");
        byte[] bytes = await File.ReadAllBytesAsync(victim, ShopFile.Token);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(victim, bytes, ShopFile.Token);

        (int exitCode, _, string errors) = await Tool.TryRunAsync("bash", "-c", $"set -euo pipefail; cd '{folder}'\n{command}");
        Assert.NotEqual(0, exitCode);
        Assert.NotEmpty(errors);
    }

    [Fact]
    public async Task Any_zip_tool_lists_and_tests_it()
    {
        using ShopFile shop = ShopFile.Create();
        BackupInfo backup = await shop.BackUpAsync();
        string listing = System.Text.Encoding.UTF8.GetString(await Tool.RunAsync("unzip", "-l", backup.Path));
        Assert.Contains("backup.json", listing, StringComparison.Ordinal);
        Assert.Contains("data/main/0.pages.zst", listing, StringComparison.Ordinal);
        Assert.Contains("manifest.json", listing, StringComparison.Ordinal);
        await Tool.RunAsync("unzip", "-tq", backup.Path);
    }

    private static async Task<string> RunDocumentedAsync(ShopFile shop, BackupInfo backup, int block, string codec)
    {
        foreach (string tool in new[] { "bash", "unzip", "sqlite3", codec })
            Tool.Require(tool);
        string format = await File.ReadAllTextAsync(RepositoryRoot.Combine("docs", "ARCHIVE-FORMAT.md"), ShopFile.Token);
        string commands = ShellBlocks().Matches(format)[block].Groups[1].Value;
        if (codec != "zstd")
            commands = commands.Replace("zstd -dc", codec + " -dc", StringComparison.Ordinal);

        string folder = Directory.CreateDirectory(Path.Combine(shop.Folder, "by-hand")).FullName;
        File.Copy(backup.Path, Path.Combine(folder, DocumentedName));
        await Tool.RunAsync("bash", "-c", $"set -euo pipefail; cd '{folder}'\n{commands}");
        return Path.Combine(folder, "shop.db");
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlocks();
}
