using System.Collections.Concurrent;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Contents;
using BackupTools.Engines.Sqlite.Inspection;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;
using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Engines.Sqlite.Reading;

/// <summary>Gives a part of a database as SQL.</summary>
internal sealed class TableBackupSource : IBackupSource
{
    private const int MostParts = 2;

    private readonly IReadOnlyList<SchemaScript> _scripts;
    private readonly SqliteLibrary _library;
    private readonly string _path;
    private readonly Snapshot _snapshot;
    private readonly DatabaseFacts _facts;
    private readonly int _chunkSize;
    private readonly ConcurrentQueue<int> _tables;
    private readonly TableContent?[] _content;

    private TableBackupSource(SqliteLibrary library, BackupRequest request, string path, Snapshot snapshot)
    {
        _library = library;
        _path = path;
        _snapshot = snapshot;
        _chunkSize = request.ChunkSize;
        _facts = DatabaseFacts.Read(snapshot.Main);
        List<SchemaEntry> schema = SchemaEntry.ReadAll(snapshot.Main);
        TableNames names = Names(schema, path);
        SchemaParts parts = SchemaParts.Of(request.Selection, names);
        IReadOnlyList<string> tables = parts.Tables ?? names.Names;
        RefuseWhatIsNoTable(schema, tables);
        Objects = tables.Select(t => new ArchiveObject { Kind = ObjectKind.Table, Schema = "main", Name = t }).ToList();
        _scripts = TableScripts.Make(snapshot.Main, schema, tables, parts);
        TrialSchema.Check(library, path, _facts, _scripts, tables);
        _content = new TableContent?[tables.Count];
        if (!parts.Data)
            _content = [.. tables.Select(t => new TableContent("main", t, null, null, "Only its definition was taken."))];
        _tables = new ConcurrentQueue<int>(Enumerable.Range(0, parts.Data ? tables.Count : 0));
        Parts = snapshot.Readers.Select(c => new Part(this, c)).ToList();
    }

    public string EngineVersion => _library.Version;

    public string Database => SqliteText.DatabaseName(_path);

    public string Server => SqliteText.ServerName(_path);

    public DateTime SnapshotTime => _snapshot.Time;

    public IReadOnlyDictionary<string, string> Properties => _facts.ToTableProperties();

    public long? EstimatedRawBytes => null;

    public IReadOnlyList<ArchiveObject> Objects { get; }

    public IReadOnlyList<IBackupPart> Parts { get; }

    public static TableBackupSource Open(SqliteLibrary library, BackupRequest request, CancellationToken cancellationToken)
    {
        string path = request.Connection.Path!;
        int readers = Math.Clamp(request.Parallelism, 1, MostParts);
        Snapshot snapshot = Snapshot.Open(library, path, readers, request.Connection.LockTimeout, cancellationToken);
        try
        {
            return new TableBackupSource(library, request, path, snapshot);
        }
        catch
        {
            snapshot.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<IEnumerable<SchemaScript>> ReadScriptsAsync(CancellationToken cancellationToken) => Task.FromResult<IEnumerable<SchemaScript>>(_scripts);

    public Task<IReadOnlyList<TableContent>> CompleteAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TableContent>>(_content.Select(c => c!).ToList());

    public ValueTask DisposeAsync()
    {
        foreach (Part part in Parts.Cast<Part>())
            part.Dispose();
        _snapshot.Dispose();
        return ValueTask.CompletedTask;
    }

    private static TableNames Names(List<SchemaEntry> schema, string path) => new(
        [.. schema.Where(e => e.IsTable && !e.IsInternal).Select(e => e.Name)], $"the SQLite database '{path}'")
    {
        Others = [.. schema.Where(e => e.Type == "view" || (e.IsTable && e.IsInternal)).Select(e => e.Name)],
        WithOwner = owner => schema.Where(e => VirtualTables.OwnerOf(e, schema)?.Name == owner).Select(e => e.Name),
    };

    private static void RefuseWhatIsNoTable(List<SchemaEntry> schema, IReadOnlyList<string> tables)
    {
        foreach (SchemaEntry entry in schema.Where(e => (e.IsTable || e.Type == "view") && tables.Contains(e.Name)))
        {
            string? reason = entry.Type == "view" ? "is a view, which has no rows of its own"
                : entry.IsVirtual ? "is a virtual table, whose rows lie in the tables of its module"
                : entry.IsInternal ? "belongs to SQLite itself"
                : null;
            if (reason is not null)
            {
                throw new BackupException(
                    ErrorCode.InvalidArgument, $"'{entry.Name}' {reason}: it cannot be in a backup of a part of the database.",
                    $"Name ordinary tables, leave it out with {Setting.ExcludeTable}, or back up the whole database.", entry.Name);
            }
        }
    }

    /// <summary>One connection that takes table after table.</summary>
    private sealed class Part(TableBackupSource source, SqliteConnection connection) : IBackupPart, IDisposable
    {
        private readonly object _reading = new();
        private RowInserts? _rows;
        private int _table;
        private int _nextIndex;
        private bool _disposed;

        public ValueTask<ChunkInfo?> ReadNextAsync(ChunkBuffer buffer, CancellationToken cancellationToken)
        {
            lock (_reading)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return new ValueTask<ChunkInfo?>(SourceErrors.Guard(source._path, () => ReadNext(buffer, cancellationToken)));
            }
        }

        public void Dispose()
        {
            lock (_reading)
            {
                _disposed = true;
                _rows?.Dispose();
            }
        }

        private ChunkInfo? ReadNext(ChunkBuffer buffer, CancellationToken cancellationToken)
        {
            connection.Cancellation = cancellationToken;
            while (true)
            {
                if (_rows is null)
                {
                    if (!source._tables.TryDequeue(out _table))
                        return null;
                    TableShape shape = TableShape.Read(connection, source.Objects[_table].Name);
                    _rows = new RowInserts(connection, shape, source._facts, withRowid: true);
                    _nextIndex = 0;
                }

                long before = _rows.Rows;
                _rows.Write(buffer, source._chunkSize, cancellationToken);
                long rows = _rows.Rows - before;
                if (_rows.Ended)
                {
                    source._content[_table] = new TableContent("main", source.Objects[_table].Name, _rows.Rows, _rows.Checksum);
                    _rows.Dispose();
                    _rows = null;
                }

                if (rows > 0)
                    return new ChunkInfo(_table, _nextIndex++, ".sql", null, null, rows);
            }
        }
    }
}
