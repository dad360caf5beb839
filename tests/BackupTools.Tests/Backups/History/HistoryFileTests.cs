using System.Text;
using BackupTools.Backups;
using BackupTools.Configuration;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Backups.History;

public sealed class HistoryFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HistoryFile _history;

    public HistoryFileTests() => _history = new HistoryFile(new ConfigurationFolder(_folder["home"]));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    internal static HistoryEntry Entry(
        string database = "shop", HistoryKind kind = HistoryKind.Backup, HistoryResult result = HistoryResult.Succeeded, int minute = 0) => new()
        {
            StartedAtUtc = new DateTime(2027, 5, 1, 12, 0, 0, DateTimeKind.Utc).AddMinutes(minute),
            Kind = kind.ToString(),
            Result = result.ToString(),
            Engine = "postgresql",
            Server = "db1:5432",
            Database = database,
        };

    [Fact]
    public void There_need_not_be_a_history() => Assert.Empty(_history.Read(new(), Token).Entries);

    [Fact]
    public async Task What_was_written_is_read_again_whole()
    {
        HistoryEntry entry = Entry() with
        {
            ServerId = "7", Type = "Full", Level = "Restore", Target = "x", BackupId = "abc", Path = "/b/ä \"quoted\"\n.zip", Paths = ["/a", "/b"], SizeBytes = 1, RawBytes = 2,
            Tables = 3, Rows = 4, Duration = TimeSpan.FromSeconds(1.5), ErrorId = "DestinationFailed", Message = "two\nlines", Job = "nightly", User = "u", Host = "h", Tool = "t",
        };
        await _history.AppendAsync(entry, Token);
        HistoryEntry read = Assert.Single(Read().Entries);
        Assert.Equal(entry with { Paths = read.Paths }, read);
        Assert.Equal(["/a", "/b"], read.Paths);
        Assert.Single(await File.ReadAllLinesAsync(_history.Path, Token));
    }

    [Fact]
    public async Task It_is_its_owners_alone()
    {
        await _history.AppendAsync(Entry(), Token);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_history.Path));
    }

    [Theory]
    [InlineData("half a li")]
    [InlineData("\n\n")]
    [InlineData("no json at all\n")]
    [InlineData("{\"kind\":\"Backup\"}\n")]
    [InlineData("null\n")]
    [InlineData("\0\0\0\0\n")]
    public async Task What_a_crash_or_somebody_left_is_passed_over_and_counted(string rubbish)
    {
        await _history.AppendAsync(Entry("one"), Token);
        await File.AppendAllTextAsync(_history.Path, rubbish, Token);
        await _history.AppendAsync(Entry("two"), Token);
        HistoryReading reading = Read();
        Assert.Equal(["one", "two"], reading.Entries.Select(e => e.Database));
        Assert.Equal(string.IsNullOrWhiteSpace(rubbish) ? 0 : 1, reading.Problems.Count);
    }

    [Fact]
    public async Task Lines_of_later_versions_are_read_and_never_rewritten()
    {
        Directory.CreateDirectory(_folder["home"]);
        string line = """{"startedAtUtc":"2028-01-01T00:00:00Z","kind":"Replicate","result":"Succeeded","database":"shop","hops":[1,2],"format":9}""";
        await File.WriteAllTextAsync(_history.Path, line + "\n", Token);
        await _history.AppendAsync(Entry(), Token);
        Assert.Equal("Replicate", Read().Entries[0].Kind);
        Assert.StartsWith(line + "\n", await File.ReadAllTextAsync(_history.Path, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_never_ends_costs_no_memory_and_spoils_no_other()
    {
        await _history.AppendAsync(Entry("one"), Token);
        await File.AppendAllTextAsync(_history.Path, new string('x', 3 * HistoryLine.MaxBytes) + "\n", Token);
        await _history.AppendAsync(Entry("two"), Token);
        HistoryReading reading = Read();
        Assert.Equal(["one", "two"], reading.Entries.Select(e => e.Database));
        Assert.Contains("1 line ", Assert.Single(reading.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void However_long_its_texts_a_line_is_bounded()
    {
        string endless = new('\u0001', 100_000);
        byte[] line = HistoryLine.ToBytes(Entry(endless) with { Message = endless, Path = endless, Target = endless, Server = endless, Selection = endless, Paths = [.. Enumerable.Repeat(endless, 50)] });
        Assert.NotNull(HistoryLine.FromBytes(line.AsSpan()[..^1]));
    }

    [Fact]
    public async Task A_large_file_goes_aside_and_is_still_read_in_order()
    {
        HistoryFile small = new(new ConfigurationFolder(_folder["home"]), mostBytes: 600);
        for (int i = 0; i < 20; i++)
        {
            await small.AppendAsync(Entry($"db{i}", minute: i), Token);
            await Task.Delay(2, Token); // Names of files that go aside have milliseconds.
        }

        Assert.True(Directory.GetFiles(_folder["home"], "history-*.jsonl").Length > 3);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"db{i}"), small.Read(new(), Token).Entries.Select(e => e.Database));
        Assert.Equal(["db17", "db18", "db19"], small.Read(new() { Last = 3 }, Token).Entries.Select(e => e.Database));
        Assert.Equal(["db5"], small.Read(new() { Databases = ["DB5"] }, Token).Entries.Select(e => e.Database));
    }

    [Fact]
    public async Task Two_that_write_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => new HistoryFile(new ConfigurationFolder(_folder["home"])).AppendAsync(Entry($"db{i}"), Token))));
        Assert.Equal(40, Read().Entries.Select(e => e.Database).Distinct().Count());
        Assert.Empty(Read().Problems);
    }

    [Fact]
    public async Task Where_it_cannot_be_written_that_is_an_error_with_its_path()
    {
        await File.WriteAllTextAsync(_folder["file"], "no folder", Token);
        HistoryFile nowhere = new(new ConfigurationFolder(Path.Combine(_folder["file"], "home")));
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => nowhere.AppendAsync(Entry(), Token));
        Assert.Equal(ErrorCode.HistoryInaccessible, error.Code);
        Assert.Contains("history.jsonl", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_in_its_place_is_not_waited_for()
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(_folder["home"]);
        await System.Diagnostics.Process.Start("mkfifo", _history.Path)!.WaitForExitAsync(Token);
        await Assert.ThrowsAsync<BackupException>(() => _history.AppendAsync(Entry(), Token));
        Assert.Empty(Read().Entries);
    }

    [Fact]
    public async Task What_is_wanted_is_chosen()
    {
        await _history.AppendAsync(Entry("shop", minute: 1), Token);
        await _history.AppendAsync(Entry("shop", HistoryKind.Test, HistoryResult.Failed, minute: 2) with { BackupId = "abc", Job = "nightly" }, Token);
        await _history.AppendAsync(Entry("crm", result: HistoryResult.Incomplete, minute: 3), Token);
        await _history.AppendAsync(Entry("crm", HistoryKind.Restore, HistoryResult.Stopped, minute: 4), Token);
        DateTime second = Entry(minute: 2).StartedAtUtc;
        Assert.Equal(2, Read(new() { Databases = ["s*"] }).Count);
        Assert.Equal(["Test"], Read(new() { Kinds = [HistoryKind.Test] }));
        Assert.Equal(["Test", "Backup", "Restore"], Read(new() { Failed = true }));
        Assert.Equal(["Test"], Read(new() { Jobs = ["night*"] }));
        Assert.Equal(["Test"], Read(new() { Ids = ["AB"] }));
        Assert.Equal(["Test"], Read(new() { After = second, Before = second }));
    }

    private HistoryReading Read() => _history.Read(new(), Token);

    private IReadOnlyList<string> Read(HistoryFilter filter) => [.. _history.Read(filter, Token).Entries.Select(e => e.Kind)];
}
