using System.Text.RegularExpressions;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Jobs;

/// <summary>The folder of a per-feature export appears complete or not at all, and replaces only its own kind.</summary>
public sealed class PerFeatureExportTests : IDisposable
{
    private readonly JobFixture _shop = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_folder_has_the_files_and_the_list_of_them()
    {
        ExportResult result = await ExportAsync();
        Assert.Equal(_folder.Path, Path.GetDirectoryName(result.Path));
        Assert.Matches(@"^shop_\d{8}_\d{6}$", Path.GetFileName(result.Path));
        Assert.Equal(["data.sql", "export.json", "load.sql"], Names(result.Path));
        Assert.Equal((3, 2), (result.Tables, result.Files));
        Assert.Equal(Directory.GetFiles(result.Path).Sum(f => new FileInfo(f).Length), result.SizeBytes);
        Assert.Equal("\\i data.sql\n", await File.ReadAllTextAsync(Path.Combine(result.Path, "load.sql"), JobFixture.Token));
        Assert.Equal([Path.GetFileName(result.Path)], Names(_folder.Path));
        Assert.Equal(result.Path, await ExportJob.GetPathAsync(_shop.Components, await OptionsAsync(), JobFixture.Token));
    }

    [Fact]
    public async Task An_earlier_export_is_replaced_only_when_it_is_said()
    {
        string path = (await ExportAsync()).Path;
        await File.WriteAllTextAsync(Path.Combine(path, "data.sql"), "old", JobFixture.Token);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => ExportAsync());
        Assert.Equal(ErrorCode.TargetExists, error.Code);
        Assert.Equal("old", await File.ReadAllTextAsync(Path.Combine(path, "data.sql"), JobFixture.Token));
        Assert.Equal(path, (await ExportAsync(o => o with { Force = true })).Path);
        Assert.NotEqual("old", await File.ReadAllTextAsync(Path.Combine(path, "data.sql"), JobFixture.Token));
        Assert.Equal([Path.GetFileName(path)], Names(_folder.Path));
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("sub/notes.txt")]
    [InlineData("export.json")]
    public async Task A_folder_with_anything_else_in_it_is_never_replaced(string foreign)
    {
        string path = (await ExportAsync()).Path;
        string file = Path.Combine(path, foreign);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, "precious", JobFixture.Token);
        string[] before = Names(path);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => ExportAsync(o => o with { Force = true }));
        Assert.Equal(ErrorCode.TargetExists, error.Code);
        Assert.Equal("precious", await File.ReadAllTextAsync(file, JobFixture.Token));
        Assert.Equal(before, Names(path));
        Assert.Equal([Path.GetFileName(path)], Names(_folder.Path));
    }

    [Fact]
    public async Task An_empty_folder_is_filled()
    {
        string path = await ExportJob.GetPathAsync(_shop.Components, await OptionsAsync(), JobFixture.Token);
        Directory.CreateDirectory(path);
        Assert.Equal(path, (await ExportAsync()).Path);
        Assert.Equal(3, Names(path).Length);
    }

    [Fact]
    public async Task A_file_of_that_name_stays()
    {
        string path = await ExportJob.GetPathAsync(_shop.Components, await OptionsAsync(), JobFixture.Token);
        await File.WriteAllTextAsync(path, "precious", JobFixture.Token);
        Assert.Equal(
            ErrorCode.TargetNotWritable, (await Assert.ThrowsAsync<BackupException>(() => ExportAsync(o => o with { Force = true }))).Code);
        Assert.Equal("precious", await File.ReadAllTextAsync(path, JobFixture.Token));
    }

    [Fact]
    public async Task One_that_fails_or_is_stopped_leaves_nothing_and_the_earlier_one()
    {
        string path = (await ExportAsync()).Path;
        string[] before = Names(path);
        ExportJobOptions options = await OptionsAsync() with { Force = true };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ExportJob.RunAsync(_shop.Components, options, new CancellationToken(canceled: true)));
        _shop.Engine.ExportError = new BackupException(ErrorCode.ArchiveDamaged, "It is damaged.");
        await Assert.ThrowsAsync<BackupException>(() => ExportJob.RunAsync(_shop.Components, options, JobFixture.Token));
        Assert.Equal(before, Names(path));
        Assert.Equal([Path.GetFileName(path)], Names(_folder.Path));
    }

    [Fact]
    public async Task What_a_killed_export_left_goes_with_the_next_one_and_what_is_at_work_stays()
    {
        string name = Path.GetFileName(await ExportJob.GetPathAsync(_shop.Components, await OptionsAsync(), JobFixture.Token));
        string dead = UnfinishedName.NewPath(_folder[name]), busy = UnfinishedName.NewPath(_folder[name]);
        foreach (string folder in new[] { dead, busy })
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, Unfinished.LockName), "", JobFixture.Token);
        }

        await using (new FileStream(Path.Combine(busy, Unfinished.LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            await ExportAsync();
        Assert.False(Directory.Exists(dead));
        Assert.True(Directory.Exists(busy));
    }

    [Fact]
    public async Task A_full_disk_is_told_and_nothing_is_left()
    {
        _shop.Engine.Databases["shop"]["order"] = [.. Enumerable.Range(0, 40_000).Select(i => $"{i} {new string('x', 40)}")];
        using TemporaryFileSystem disk = TemporaryFileSystem.Mount(1);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => ExportAsync(o => o with { Destination = disk.Path }));
        Assert.Equal(ErrorCode.StorageFull, error.Code);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
    }

    [Fact]
    public async Task Compressed_files_are_refused_because_the_script_could_not_load_them()
    {
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => ExportAsync(o => o with { Gzip = true }));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.Matches(new Regex("-PerFeature.*-Gzip"), error.Remedy);
        Assert.Empty(Names(_folder.Path));
    }

    private static string[] Names(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal)];

    private async Task<ExportJobOptions> OptionsAsync()
    {
        string name = _shop.Storage.Names.FirstOrDefault(ArchiveNameIsUsed) ?? (await _shop.BackUpAsync()).Name;
        return new ExportJobOptions { Archive = new(_shop.Storage, name), Destination = _folder.Path, PerFeature = true };
    }

    private static bool ArchiveNameIsUsed(string name) => name.EndsWith(".backup.zip", StringComparison.Ordinal);

    private async Task<ExportResult> ExportAsync(Func<ExportJobOptions, ExportJobOptions>? change = null)
    {
        ExportJobOptions options = await OptionsAsync();
        return await ExportJob.RunAsync(_shop.Components, change?.Invoke(options) ?? options, JobFixture.Token);
    }
}
