using System.Text;

namespace BackupTools.Tests.Fakes;

/// <summary>A backup of a <see cref="FakeEngine"/>: every table is a part, its chunks are lines of text.</summary>
internal sealed class FakeSource : IBackupSource
{
    private readonly FakeEngine _engine;
    private readonly List<(string Name, List<string> Rows)> _tables;

    public FakeSource(FakeEngine engine, BackupRequest request, List<(string Name, List<string> Rows)> tables)
    {
        _engine = engine;
        _tables = tables;
        engine.CountSource(1);
        Database = request.Connection.Path!;
        Objects = [.. tables.Select(t => new ArchiveObject { Kind = "table", Schema = "main", Name = t.Name })];
        Parts = [.. tables.Select((t, i) => new Part(engine, i, t.Name, t.Rows, request.ChunkSize))];
    }

    public string EngineVersion => "1";

    public string Database { get; }

    public DateTime SnapshotTime { get; } = DateTime.UtcNow;

    public IReadOnlyDictionary<string, string> Properties => new Dictionary<string, string>();

    public long? EstimatedRawBytes => _engine.EstimatedRawBytes;

    public IReadOnlyList<string> Warnings => _engine.Warnings;

    public IReadOnlyList<ArchiveObject> Objects { get; }

    public IReadOnlyList<IBackupPart> Parts { get; }

    public Task<IEnumerable<SchemaScript>> ReadScriptsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IEnumerable<SchemaScript>>([new SchemaScript("schema/main.sql", "-- nothing\n")]);

    public Task<IReadOnlyList<TableContent>> CompleteAsync(CancellationToken cancellationToken) =>
        _engine.CompletionError is { } error
            ? Task.FromException<IReadOnlyList<TableContent>>(error)
            : Task.FromResult<IReadOnlyList<TableContent>>([.. _tables.Select(t => FakeEngine.Content(t.Name, t.Rows))]);

    public ValueTask DisposeAsync()
    {
        _engine.CountSource(-1);
        return ValueTask.CompletedTask;
    }

    private sealed class Part(FakeEngine engine, int table, string name, List<string> rows, int chunkSize) : IBackupPart
    {
        private int _next;
        private int _index;
        private int _readers;

        public async ValueTask<ChunkInfo?> ReadNextAsync(ChunkBuffer buffer, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _readers) != 1)
                throw new InvalidOperationException("Two readers are in one part.");
            if (buffer.Length != 0)
                throw new InvalidOperationException("The buffer is not empty.");
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_next == rows.Count)
                    return null;
                if (engine.OnRead is { } onRead)
                    await onRead(name, _index, cancellationToken);
                int first = _next;
                while (_next < rows.Count && buffer.Length < chunkSize)
                    buffer.Write(Encoding.UTF8.GetBytes(rows[_next++] + "\n"));
                return new ChunkInfo(table, _index++, ".txt", null, null, _next - first);
            }
            finally
            {
                Interlocked.Decrement(ref _readers);
            }
        }
    }
}
