using System.Text;
using System.Text.Json;
using BackupTools.Backups;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Storages;
using static BackupTools.Tests.Backups.CatalogTesting;

namespace BackupTools.Tests.Backups;

public sealed class SummaryFileTests
{
    private const string Name = "shop_1.backup.zip";
    private const string SummaryName = "shop_1.backup.json";
    private readonly MemoryStorage _storage = new();
    private readonly BackupInfo _backup;

    public SummaryFileTests() => _backup = BackupInfo.FromManifest(
        Manifest() with { References = [new ArchiveReference("abc", "x")] }, 100, _storage, Name);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Lies_beside_the_archive() => Assert.Equal(SummaryName, SummaryFile.NameFor(Name));

    [Fact]
    public async Task Comes_back_as_it_was()
    {
        await SummaryFile.WriteAsync(_storage, _backup, Token);

        BackupInfo? read = await SummaryFile.ReadAsync(_storage, Name, 100, Token);

        Assert.NotNull(read);
        Assert.Equal(["abc"], read.References);
        Assert.Equal(_backup, read with { References = _backup.References });
    }

    [Fact]
    public async Task Holds_the_format_and_the_facts_and_nothing_of_the_place()
    {
        await SummaryFile.WriteAsync(_storage, _backup, Token);

        using var json = JsonDocument.Parse(_storage[SummaryName]);

        Assert.Equal(
            ["format", "id", "engine", "engineVersion", "database", "type", "createdAtUtc", "sizeBytes", "rawBytes", "tables",
             "rows", "compression", "tool", "references"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(1, json.RootElement.GetProperty("format").GetInt32());
        Assert.Equal("Full", json.RootElement.GetProperty("type").GetString());
        Assert.Equal("2026-11-21T06:00:00.1234567Z", json.RootElement.GetProperty("createdAtUtc").GetString());
    }

    [Fact]
    public async Task One_that_says_something_else_is_replaced()
    {
        _storage[SummaryName] = "stale"u8.ToArray();

        await SummaryFile.WriteAsync(_storage, _backup, Token);

        Assert.NotNull(await SummaryFile.ReadAsync(_storage, Name, 100, Token));
        Assert.Equal(0, _storage.OpenWriters);
    }

    [Fact]
    public async Task One_that_says_the_same_is_left_alone()
    {
        await SummaryFile.WriteAsync(_storage, _backup, Token);
        var undeletable = new FailingStorage(_storage, StorageOperations.Delete, _ => true);

        await SummaryFile.WriteAsync(undeletable, _backup, Token);

        Assert.Equal(0, undeletable.Calls);
    }

    [Fact]
    public async Task One_of_another_size_is_stale()
    {
        await SummaryFile.WriteAsync(_storage, _backup, Token);

        Assert.Null(await SummaryFile.ReadAsync(_storage, Name, 101, Token));
    }

    public static TheoryData<string> Damages => new()
    {
        "", "{", "[]", "null", "1", "{}", """{"format":1}""", "\0\0\0\0",
        Valid().Replace("\"format\": 1", "\"format\": 0", StringComparison.Ordinal),
        Valid().Replace("\"format\": 1", "\"format\": \"1\"", StringComparison.Ordinal),
        Valid().Replace("\"shop\"", "null", StringComparison.Ordinal),
        Valid().Replace("\"Full\"", "\"Half\"", StringComparison.Ordinal),
        Valid().Replace("\"Full\"", "99", StringComparison.Ordinal),
        Valid().Replace("\"references\": []", "\"references\": null", StringComparison.Ordinal),
        Valid().Replace("\"references\": []", "\"references\": [null]", StringComparison.Ordinal),
        Valid().Replace("4567Z", "4567", StringComparison.Ordinal),
        Valid().Replace("\"tables\": 2", "\"tables\": 1e99", StringComparison.Ordinal),
        Valid()[..^1],
        Valid() + new string(' ', 2 * 1024 * 1024),
    };

    [Theory]
    [MemberData(nameof(Damages), DisableDiscoveryEnumeration = true)]
    public async Task Whatever_is_no_summary_is_ignored(string text)
    {
        Assert.NotEqual(Valid(), text);
        _storage[SummaryName] = Encoding.UTF8.GetBytes(text);

        Assert.Null(await SummaryFile.ReadAsync(_storage, Name, 100, Token));
    }

    [Fact]
    public async Task What_a_later_version_adds_is_ignored()
    {
        _storage[SummaryName] = Encoding.UTF8.GetBytes(
            Valid().Replace("\"format\": 1", "\"format\": 2, \"new\": { \"x\": [1] }", StringComparison.Ordinal));

        Assert.Equal("shop", (await SummaryFile.ReadAsync(_storage, Name, 100, Token))?.Database);
    }

    [Fact]
    public async Task One_that_cannot_be_read_is_ignored()
    {
        await SummaryFile.WriteAsync(_storage, _backup, Token);
        var failing = new FailingStorage(_storage, StorageOperations.Read, _ => true);

        Assert.Null(await SummaryFile.ReadAsync(failing, Name, 100, Token));
    }

    [Fact]
    public async Task A_storage_that_writes_short_leaves_one_that_is_ignored()
    {
        await SummaryFile.WriteAsync(new ShortWritingStorage(_storage, lost: 5), _backup, Token);

        Assert.Equal([SummaryName], await _storage.NamesAsync());
        Assert.Null(await SummaryFile.ReadAsync(_storage, Name, 100, Token));
    }

    private static string Valid() => Encoding.UTF8.GetString(SummaryFile.ToJson(BackupInfo.FromManifest(Manifest(), 100, new MemoryStorage(), Name)));
}
