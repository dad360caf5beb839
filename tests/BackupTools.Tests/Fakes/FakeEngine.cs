using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Text;

namespace BackupTools.Tests.Fakes;

/// <summary>
/// An engine whose databases are lists of rows in memory. It is honest unless told otherwise, and it counts what it has
/// open, so that tests see what is left behind.
/// </summary>
internal sealed class FakeEngine : IDatabaseEngine, ISqlExport, IFeatureExport
{
    private int _openSources;
    private int _openTargets;
    private int _scratches;

    public ConcurrentDictionary<string, SortedDictionary<string, List<string>>> Databases { get; } = new();

    /// <summary>How many sources, targets and scratch places are open.</summary>
    public int Open => _openSources + _openTargets + _scratches;

    /// <summary>Called before each chunk is read, with its table and index.</summary>
    public Func<string, int, CancellationToken, ValueTask>? OnRead { get; set; }

    /// <summary>Thrown when the source is completed.</summary>
    public Exception? CompletionError { get; set; }

    /// <summary>Thrown when an export has written its data.</summary>
    public Exception? ExportError { get; set; }

    /// <summary>Called with each restored row; what it returns is stored instead.</summary>
    public Func<string, string>? Corrupt { get; set; }

    public long? EstimatedRawBytes { get; set; }

    public string Id => "fake";

    public string DisplayName => "Fake";

    public IReadOnlyList<string> UriSchemes => ["fake"];

    public bool IsOfFiles { get; set; } = true;

    public EngineTraits Traits => new() { IsOfFiles = IsOfFiles, HasUsers = true, HasRowsAlone = true };

    /// <summary>What every backup of it has to say.</summary>
    public IReadOnlyList<string> Warnings { get; set; } = [];

    public bool Recognizes(string text) => text.StartsWith("fake:", StringComparison.Ordinal);

    public DbConnectionInfo ParseConnection(string text) => new() { Engine = Id, Path = text["fake:".Length..] };

    public Task<ConnectionReport> TestConnectionAsync(DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        bool exists = Databases.ContainsKey(connection.Path!);
        return Task.FromResult(new ConnectionReport(connection, exists, "1", TimeSpan.Zero, exists ? [] : ["It is not there."]));
    }

    public Task<IReadOnlyList<DatabaseInfo>> GetDatabasesAsync(DbConnectionInfo connection, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DatabaseInfo>>(
            [new DatabaseInfo(connection, connection.Path!, Find(connection).Values.Sum(t => t.Sum(r => r.Length + 1)), new Dictionary<string, string>())]);

    public Task<IReadOnlyList<TableInfo>> GetTablesAsync(
        DbConnectionInfo connection, bool countRows, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TableInfo>>(
            [.. Find(connection).Select(t => new TableInfo(connection, connection.Path!, "main", t.Key, "table", t.Value.Count, null))]);

    public Task<IBackupSource> OpenBackupAsync(BackupRequest request, CancellationToken cancellationToken)
    {
        SortedDictionary<string, List<string>> all = Find(request.Connection);
        IReadOnlySet<string> chosen = Choose(request.Selection, [.. all.Keys]);
        List<(string Name, List<string> Rows)> tables = [.. all.Where(t => chosen.Contains(t.Key)).Select(t => (t.Key, t.Value.ToList()))];
        return Task.FromResult<IBackupSource>(new FakeSource(this, request, tables));
    }

    public Task<IRestoreTarget> OpenRestoreAsync(
        RestoreRequest request, IArchiveContents archive, CancellationToken cancellationToken) =>
        Task.FromResult<IRestoreTarget>(new FakeTarget(this, request, archive.Manifest));

    public Task<IArchiveCheck> CheckArchiveAsync(IArchiveContents archive, bool allowForeignStatements, CancellationToken cancellationToken) =>
        Task.FromResult<IArchiveCheck>(new NoCheck());

    public Task<IScratchDatabase> CreateScratchAsync(
        DbConnectionInfo? connection, string? directory, CancellationToken cancellationToken) =>
        Task.FromResult<IScratchDatabase>(new FakeScratch(this));

    public Task<IReadOnlyList<string>> CheckIntegrityAsync(DbConnectionInfo connection, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    public Task<IReadOnlyList<TableContent>> ReadContentAsync(
        DbConnectionInfo connection, IReadOnlyList<ArchiveObject> tables, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TableContent>>(
            [.. tables.Where(t => Find(connection).ContainsKey(t.Name)).Select(t => Content(t.Name, Find(connection)[t.Name]))]);

    public async Task ExportSqlAsync(
        IArchiveContents archive, ExportRequest request, Stream output, IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken)
    {
        ChunkBuffer raw = new();
        foreach (ArchiveChunk chunk in archive.Manifest.Chunks)
        {
            await archive.ReadChunkAsync(chunk, raw, cancellationToken);
            await output.WriteAsync(raw.WrittenMemory, cancellationToken);
        }

        if (ExportError is { } error)
            throw error;
    }

    public async Task ExportFilesAsync(
        IArchiveContents archive, ExportRequest request, IExportFolder folder, IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken)
    {
        await ExportSqlAsync(archive, request, folder.OpenFile("data.sql"), progress, cancellationToken);
        await folder.OpenFile("load.sql").WriteAsync("\\i data.sql\n"u8.ToArray(), cancellationToken);
    }

    internal static IReadOnlySet<string> Choose(ObjectSelection selection, IReadOnlyList<string> tables)
    {
        HashSet<string> chosen = selection.Tables.Count == 0 ? [.. tables] : [.. selection.Tables.SelectMany(Find)];
        chosen.ExceptWith(selection.ExcludedTables.SelectMany(Find));
        return chosen;

        IReadOnlyList<string> Find(string name) => NamePattern.Find(name, tables, _ => "main", t => t) is { Count: > 0 } found
            ? found
            : throw new BackupException(ErrorCode.TableNotFound, $"There is no table {name}.", target: name);
    }

    internal void CountSource(int change) => Interlocked.Add(ref _openSources, change);

    internal void CountTarget(int change) => Interlocked.Add(ref _openTargets, change);

    internal static TableContent Content(string name, IReadOnlyCollection<string> rows)
    {
        ulong sum = 0;
        foreach (string row in rows)
            sum = unchecked(sum + XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(row)));
        return new TableContent("main", name, rows.Count, sum);
    }

    private SortedDictionary<string, List<string>> Find(DbConnectionInfo connection) =>
        Databases.TryGetValue(connection.Path!, out SortedDictionary<string, List<string>>? found)
            ? found
            : throw new BackupException(ErrorCode.DatabaseNotFound, $"There is no database {connection.Path}.", target: connection.Path);

    private sealed class FakeScratch : IScratchDatabase
    {
        private readonly FakeEngine _engine;
        private bool _disposed;

        public FakeScratch(FakeEngine engine)
        {
            _engine = engine;
            Interlocked.Increment(ref engine._scratches);
        }

        public DbConnectionInfo Connection { get; } = new() { Engine = "fake", Path = "scratch-" + Guid.NewGuid() };

        public ValueTask DisposeAsync()
        {
            if (!_disposed)
            {
                _disposed = true;
                Interlocked.Decrement(ref _engine._scratches);
                _engine.Databases.TryRemove(Connection.Path!, out _);
            }

            return ValueTask.CompletedTask;
        }
    }

    private sealed class NoCheck : IArchiveCheck
    {
        public void Check(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
        {
        }

        public void Dispose()
        {
        }
    }
}
