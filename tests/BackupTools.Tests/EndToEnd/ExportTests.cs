using System.IO.Compression;
using System.Text.RegularExpressions;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Engines.Sqlite;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.EndToEnd;

public sealed class ExportTests
{
    [Fact]
    public async Task The_exported_script_makes_the_same_database()
    {
        using ShopFile shop = ShopFile.Create();
        ExportResult result = await ExportAsync(shop, o => o);
        Assert.Matches(@"^shop_\d{8}_\d{6}\.sql$", Path.GetFileName(result.Path));
        Assert.Equal(await ShopFile.DumpAsync(shop.Path), await LoadAndDumpAsync(shop, result.Path));
        Assert.Equal(new FileInfo(result.Path).Length, result.SizeBytes);
    }

    [Fact]
    public async Task One_table_has_its_name_in_the_file_name_and_gzip_its_ending()
    {
        using ShopFile shop = ShopFile.Create();
        ExportResult result = await ExportAsync(shop, o => o with { Selection = new() { Tables = ["purchase"] }, Gzip = true });
        Assert.Matches(@"^shop_purchase_\d{8}_\d{6}\.sql\.gz$", Path.GetFileName(result.Path));
        string script = Path.Combine(shop.Folder, "unpacked.sql");
        await using (FileStream plain = File.Create(script))
        await using (GZipStream gzip = new(File.OpenRead(result.Path), CompressionMode.Decompress))
            await gzip.CopyToAsync(plain, ShopFile.Token);
        Assert.Equal(await ShopFile.DumpAsync(shop.Path, "purchase"), await LoadAndDumpAsync(shop, script, "purchase"));
    }

    [Theory]
    [InlineData("new", false)]
    [InlineData("new.d/", false)]
    [InlineData("there.d", false)]
    [InlineData("new.sql", true)]
    [InlineData("there", true)]
    public async Task A_name_with_an_extension_is_a_files_and_another_a_folders(string destination, bool isFile)
    {
        using ShopFile shop = ShopFile.Create(100);
        Directory.CreateDirectory(Path.Combine(shop.Folder, "there.d"));
        await File.WriteAllTextAsync(Path.Combine(shop.Folder, "there"), "", ShopFile.Token);
        string path = Path.Combine(shop.Folder, destination);
        ExportResult result = await ExportAsync(shop, o => o with { Destination = path, Force = true });
        Assert.Equal(isFile ? path : Path.TrimEndingDirectorySeparator(path), isFile ? result.Path : Path.GetDirectoryName(result.Path));
        Assert.True(File.Exists(result.Path));
    }

    [Fact]
    public async Task An_existing_file_stays_unless_it_is_to_be_replaced()
    {
        using ShopFile shop = ShopFile.Create(2000);
        string path = Path.Combine(shop.Folder, "mine.sql");
        await File.WriteAllTextAsync(path, "precious", ShopFile.Token);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => ExportAsync(shop, o => o with { Destination = path }));
        Assert.Equal(ErrorCode.TargetExists, error.Code);
        Assert.Equal("precious", await File.ReadAllTextAsync(path, ShopFile.Token));
        await ExportAsync(shop, o => o with { Destination = path, Force = true });
        Assert.Equal(await ShopFile.DumpAsync(shop.Path), await LoadAndDumpAsync(shop, path));
    }

    [Fact]
    public async Task Stopping_leaves_nothing()
    {
        using ShopFile shop = ShopFile.Create();
        BackupInfo backup = await shop.BackUpAsync();
        string folder = Path.Combine(shop.Folder, "exports");
        Directory.CreateDirectory(folder);
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(30));
        try
        {
            await ExportJob.RunAsync(BuiltIn.Components, Options(shop, backup), stop.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Empty(Directory.GetFileSystemEntries(folder));
        }

        Assert.DoesNotMatch(new Regex("partial"), string.Join(' ', Directory.GetFileSystemEntries(folder)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_full_disk_is_told_and_nothing_is_left(bool gzip)
    {
        using ShopFile shop = ShopFile.Create(60_000);
        using TemporaryFileSystem disk = TemporaryFileSystem.Mount(1);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => ExportAsync(
            shop, o => o with { Gzip = gzip, Destination = disk.Path + Path.DirectorySeparatorChar }));
        Assert.Equal(ErrorCode.StorageFull, error.Code);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
    }

    [Fact]
    public async Task What_a_killed_export_left_goes_with_the_next_one()
    {
        using ShopFile shop = ShopFile.Create(2000);
        string path = Path.Combine(shop.Folder, "mine.sql");
        await File.WriteAllTextAsync(UnfinishedName.NewPath(path), "left", ShopFile.Token);
        string busy = UnfinishedName.NewPath(path);
        await using (new FileStream(busy, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            await ExportAsync(shop, o => o with { Destination = path });
        Assert.Equal([busy], Directory.GetFiles(shop.Folder, ".mine*"));
    }

    private static async Task<ExportResult> ExportAsync(ShopFile shop, Func<ExportJobOptions, ExportJobOptions> change) =>
        await ExportJob.RunAsync(BuiltIn.Components, change(Options(shop, await shop.BackUpAsync())), ShopFile.Token);

    private static ExportJobOptions Options(ShopFile shop, BackupInfo backup) => new()
    {
        Archive = new(shop.Storage, backup.Name),
        Destination = Path.Combine(shop.Folder, "exports") + Path.DirectorySeparatorChar,
    };

    private static async Task<string> LoadAndDumpAsync(ShopFile shop, string script, params string[] tables)
    {
        string loaded = Path.Combine(shop.Folder, $"loaded-{Guid.NewGuid():n}.db");
        await Tool.RunAsync("sqlite3", loaded, $".read '{script}'");
        return await ShopFile.DumpAsync(loaded, tables);
    }
}
