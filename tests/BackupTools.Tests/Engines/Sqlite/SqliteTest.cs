using BackupTools.Engines.Sqlite;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>A folder of its own, and the steps that most tests of the engine take.</summary>
public abstract class SqliteTest : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected string Folder => _folder.Path;

    protected string Original => PathOf("shop.db");

    protected string Restored => PathOf("restored.db");

    protected SqliteEngine Engine { get; set; } = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static SqliteLibrary Bundled => SqliteLibraryLocator.LoadBundled() ?? throw new InvalidOperationException("No bundled library.");

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected string PathOf(string name) => _folder[name];

    protected DbConnectionInfo Connect(string path, double lockSeconds = 10) =>
        Engine.ParseConnection(path) with { LockTimeout = TimeSpan.FromSeconds(lockSeconds) };

    internal async Task<FakeArchive> BackUp(string path, string[]? tables = null, int chunkSize = 64 * 1024, double lockSeconds = 10)
    {
        var request = new BackupRequest { Connection = Connect(path, lockSeconds), Selection = new() { Tables = tables ?? [] }, ChunkSize = chunkSize };
        await using IBackupSource source = await Engine.OpenBackupAsync(request, Token);
        return await FakeArchive.DrainAsync(source, Engine.Id, Token);
    }

    internal async Task<RestoreOutcome> Restore(
        IArchiveContents archive, string path, IfExists ifExists = IfExists.Fail, string[]? tables = null, CancellationToken? token = null)
    {
        CancellationToken cancellation = token ?? Token;
        var request = new RestoreRequest { Connection = Connect(path, 1), IfExists = ifExists, Selection = new() { Tables = tables ?? [] } };
        await using IRestoreTarget target = await Engine.OpenRestoreAsync(request, archive, cancellation);
        await target.PrepareAsync(cancellation);
        var buffer = new ChunkBuffer();
        // Backwards where the target allows any order: nothing may rely on it.
        IEnumerable<ArchiveChunk> chunks = target.MaxConcurrency > 1 ? target.Chunks.Reverse() : target.Chunks;
        foreach (ArchiveChunk chunk in chunks)
        {
            await archive.ReadChunkAsync(chunk, buffer, cancellation);
            await target.WriteChunkAsync(chunk, buffer.WrittenMemory, cancellation);
        }

        return await target.CompleteAsync(cancellation);
    }

    /// <summary>The rows and checksums in the archive are those that the restored database has.</summary>
    internal async Task AssertContent(FakeArchive archive, string path)
    {
        List<ArchiveObject> tables = archive.Manifest.Objects.Where(o => o.Kind == "table").ToList();
        IReadOnlyList<TableContent> content = await Engine.ReadContentAsync(Connect(path), tables, Token);
        Assert.Equal(
            tables.Select(t => (t.Name, t.Rows, t.Checksum)),
            content.Select(c => (c.Name, c.Rows, c.Checksum?.ToString("x16", System.Globalization.CultureInfo.InvariantCulture))));
    }

    internal static async Task<BackupException> Fails(ErrorCode code, Func<Task> action)
    {
        BackupException error = await Assert.ThrowsAsync<BackupException>(action);
        Assert.True(code == error.Code, $"Expected {code}, got {error.Code}: {error.Message}");
        return error;
    }

    /// <summary>What is in the folder, to see that nothing is left behind.</summary>
    protected string[] Files() => Directory.GetFileSystemEntries(Folder).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal).ToArray();
}
