using System.Globalization;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Contents;
using BackupTools.Engines.Sqlite.Inspection;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;
using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Engines.Sqlite.Reading;

/// <summary>Gives the whole database as runs of pages, and meanwhile reads every row and checks the structure through other connections.</summary>
internal sealed class FullBackupSource : IBackupSource, IBackupPart
{
    private const int Checkers = 1, MostScanners = 2;

    private readonly IReadOnlyList<SchemaScript> _scripts;
    private readonly SqliteLibrary _library;
    private readonly string _path;
    private readonly Snapshot _snapshot;
    private readonly uint _pagesPerChunk;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<IReadOnlyList<TableContent>> _content;
    private readonly object _reading = new();
    private uint _nextPage = 1;
    private int _nextIndex;
    private bool _disposed;

    private FullBackupSource(SqliteLibrary library, BackupRequest request, string path, Snapshot snapshot)
    {
        _library = library;
        _path = path;
        _snapshot = snapshot;
        PageFile pages = snapshot.Pages;
        _pagesPerChunk = (uint)Math.Max(1, request.ChunkSize / pages.PageSize);
        List<SchemaEntry> schema = SchemaEntry.ReadAll(snapshot.Main);
        DatabaseFacts facts = DatabaseFacts.Read(snapshot.Main);
        Properties = facts.ToPageProperties(pages.PageSize, pages.PageCount);
        string[] tables = schema.Where(e => e.IsTable && !e.IsVirtual).Select(e => e.Name).ToArray();
        Objects =
        [
            new ArchiveObject { Kind = ObjectKind.Pages, Schema = "main", Name = Database },
            .. tables.Select(t => new ArchiveObject { Kind = ObjectKind.Table, Schema = "main", Name = t }),
        ];
        _scripts = [new SchemaScript("schema/main.sql", Describe(schema))];
        _content = ReadContentAsync(snapshot.Readers, tables, facts.IsUtf8);
    }

    public string EngineVersion => _library.Version;

    public string Database => SqliteText.DatabaseName(_path);

    public string Server => SqliteText.ServerName(_path);

    public DateTime SnapshotTime => _snapshot.Time;

    public IReadOnlyDictionary<string, string> Properties { get; }

    public long? EstimatedRawBytes => (long)_snapshot.Pages.PageCount * _snapshot.Pages.PageSize;

    public IReadOnlyList<ArchiveObject> Objects { get; }

    public IReadOnlyList<IBackupPart> Parts => [this];

    public static FullBackupSource Open(SqliteLibrary library, BackupRequest request, CancellationToken cancellationToken)
    {
        string path = request.Connection.Path!;
        int scanners = Math.Clamp(request.Parallelism, 1, MostScanners);
        Snapshot snapshot = Snapshot.Open(library, path, Checkers + scanners, request.Connection.LockTimeout, cancellationToken);
        try
        {
            return new FullBackupSource(library, request, path, snapshot);
        }
        catch
        {
            snapshot.Dispose();
            throw;
        }
    }

    public ValueTask<ChunkInfo?> ReadNextAsync(ChunkBuffer buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            PageFile pages = _snapshot.Pages;
            if (_nextPage > pages.PageCount)
                return new ValueTask<ChunkInfo?>((ChunkInfo?)null);

            uint first = _nextPage;
            uint count = Math.Min(_pagesPerChunk, pages.PageCount - first + 1);
            int length = checked((int)(count * (long)pages.PageSize));
            SourceErrors.Guard(_path, () =>
            {
                if (_content.IsFaulted)
                    _content.GetAwaiter().GetResult(); // Damage was found: no use in reading on.
                pages.Read(first, buffer.GetSpan(length)[..length]);
                return true;
            });
            buffer.Advance(length);
            _nextPage += count;
            return new ValueTask<ChunkInfo?>(new ChunkInfo(
                0, _nextIndex++, ".pages", first.ToString(CultureInfo.InvariantCulture),
                (first + count - 1).ToString(CultureInfo.InvariantCulture), null));
        }
    }

    /// <inheritdoc/>
    public Task<IEnumerable<SchemaScript>> ReadScriptsAsync(CancellationToken cancellationToken) => Task.FromResult<IEnumerable<SchemaScript>>(_scripts);

    public async Task<IReadOnlyList<TableContent>> CompleteAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<TableContent> content;
        try
        {
            content = await _content.WaitAsync(cancellationToken);
        }
        catch (SqliteException e)
        {
            throw SourceErrors.Translate(e, _path);
        }

        if (!SourceErrors.Guard(_path, _snapshot.Pages.IsUnchanged))
        {
            throw new BackupException(
                ErrorCode.DatabaseChanged, $"The SQLite database '{_path}' was changed while it was read, against its locks.",
                "Keep programs that do not use SQLite's locks away from the file, and back up again.", _path);
        }

        return content;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)_content).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_reading)
        {
            _disposed = true;
            _snapshot.Dispose();
        }

        _stop.Dispose();
    }

    /// <summary>Reads every row on some connections while one checks the structure; the first failure ends both.</summary>
    private async Task<IReadOnlyList<TableContent>> ReadContentAsync(
        IReadOnlyList<SqliteConnection> connections, string[] tables, bool isUtf8)
    {
        Task<IReadOnlyList<TableContent>> scan =
            ContentScan.Start([.. connections.Skip(Checkers)], tables, isUtf8, _stop.Token);
        Task check = Task.Factory.StartNew(
            () => CheckStructure(connections[0]), _stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task first = await Task.WhenAny(scan, check);
        if (!first.IsCompletedSuccessfully)
            await _stop.CancelAsync();
        await Task.WhenAll(first, scan, check);
        return await scan;
    }

    private void CheckStructure(SqliteConnection connection)
    {
        connection.Cancellation = _stop.Token;
        using CancellationTokenRegistration interrupt = connection.InterruptOn(_stop.Token);
        IReadOnlyList<string> damage = IntegrityCheck.RunQuick(connection);
        if (damage.Count > 0)
            throw new SqliteException(ResultCode.Corrupt, string.Join("; ", damage.Take(3)));
    }

    private static string Describe(List<SchemaEntry> schema)
    {
        var text = new StringBuilder();
        foreach (SchemaEntry entry in schema.Where(e => e.Sql is not null))
            text.Append(SqliteText.End(entry.Sql!));
        return text.ToString();
    }
}
