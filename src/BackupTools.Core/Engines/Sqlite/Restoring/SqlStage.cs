using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;
using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>Executes the SQL of an archive of tables in a new database.</summary>
internal sealed class SqlStage : IArchiveStage
{
    private const string ScriptsBeforeData = "schema/1";

    private readonly SqliteLibrary _library;
    private readonly IArchiveContents _archive;
    private readonly SchemaParts _parts;
    private readonly HashSet<int> _chosen;
    private readonly IReadOnlyList<string> _dropped;
    private SqliteConnection? _connection;
    private string _file = "";

    /// <param name="library">The library.</param>
    /// <param name="archive">The archive.</param>
    /// <param name="parts">The parts wanted, the tables as the archive names them.</param>
    public SqlStage(SqliteLibrary library, IArchiveContents archive, SchemaParts parts)
    {
        _library = library;
        _archive = archive;
        _parts = parts;
        IReadOnlyList<ArchiveObject> objects = archive.Manifest.Objects;
        _chosen = Enumerable.Range(0, objects.Count).Where(i => parts.HasTable(objects[i].Name)).ToHashSet();
        _dropped = objects.Where((_, i) => !_chosen.Contains(i)).Select(o => o.Name).ToList();
        Chunks = archive.Manifest.Chunks.Where(c => parts.Data && _chosen.Contains(c.ObjectIndex))
            .OrderBy(c => c.ObjectIndex).ThenBy(c => c.Index).ToList();
    }

    public IReadOnlyList<ArchiveChunk> Chunks { get; }

    public int MaxConcurrency => 1;

    public long ExpectedSize => Chunks.Sum(c => c.RawSize);

    /// <summary>The archive's manifest.</summary>
    public ArchiveManifest Manifest => _archive.Manifest;

    public Task PrepareAsync(string file, CancellationToken cancellationToken)
    {
        _file = file;
        PrivateFile.Create(file).Dispose();
        return PrepareAsync(SqliteConnection.Open(_library, file, OpenMode.ReadWrite, TimeSpan.Zero, cancellationToken), cancellationToken);
    }

    /// <summary>Makes everything but the rows in memory, to try the chunks there.</summary>
    public async Task PrepareInMemoryAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(
            SqliteConnection.Open(_library, ":memory:", OpenMode.ReadWrite | OpenMode.Create, TimeSpan.Zero, cancellationToken), cancellationToken);
        await TryScriptsAfterDataAsync(cancellationToken);
    }

    /// <summary>Executes a chunk and undoes it.</summary>
    public void Try(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        try
        {
            Outside("SAVEPOINT chunk");
            Write(chunk, raw, cancellationToken);
        }
        finally
        {
            _connection!.Cancellation = CancellationToken.None;
            Outside("ROLLBACK TO chunk");
        }
    }

    private async Task TryScriptsAfterDataAsync(CancellationToken cancellationToken)
    {
        Outside("SAVEPOINT scripts");
        await RunScriptsAsync(beforeData: false, cancellationToken);
        CheckTables();
        Outside("ROLLBACK TO scripts");
    }

    /// <summary>Executes a statement of our own, which the archive's may not have.</summary>
    private void Outside(string sql)
    {
        _connection!.SetAuthorizer(null);
        _connection.Execute(sql);
        _connection.SetAuthorizer(ArchiveSandbox.PermitsTables);
    }

    private async Task PrepareAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        _connection = connection;
        DatabaseFacts facts = DatabaseFacts.FromProperties(_archive.Manifest.Properties);
        NewDatabase.Configure(_connection, facts);
        if (_file.Length == 0)
            _connection.Execute("PRAGMA journal_mode=MEMORY"); // Without a journal nothing could be undone.
        _connection.Execute("BEGIN");
        NewDatabase.SetNumbers(_connection, facts);
        _connection.SetAuthorizer(ArchiveSandbox.PermitsTables);
        await RunScriptsAsync(beforeData: true, cancellationToken);
    }

    public void Write(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        _connection!.Cancellation = cancellationToken;
        int before = _connection.TotalChanges;
        _connection.Execute(raw.Span);
        int changes = _connection.TotalChanges - before;
        if (chunk.Rows is { } rows && changes != (int)rows)
        {
            throw new BackupException(
                ErrorCode.ArchiveDamaged,
                string.Create(CultureInfo.InvariantCulture, $"Chunk {chunk.Index} of '{_archive.Manifest.Objects[chunk.ObjectIndex].Name}' holds {changes} rows instead of {rows}."),
                "Use another copy of the archive, or another backup.");
        }
    }

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        _connection!.Cancellation = cancellationToken;
        await RunScriptsAsync(beforeData: false, cancellationToken);
        _connection.SetAuthorizer(null);
        foreach (string table in _dropped)
            _connection.Execute($"DROP TABLE IF EXISTS main.{SqliteText.Quote(table)}");
        DropUnwanted();
        CheckTables();
        _connection.Execute("COMMIT");
        _connection.Dispose();
    }

    public Task FlushAsync() => Task.Run(() => PrivateFile.FlushToDisk(_file));

    public void Dispose() => _connection?.Dispose();

    /// <summary>Drops what the archive has and nobody asked for; with a view its triggers are gone, too.</summary>
    private void DropUnwanted()
    {
        List<SchemaEntry> schema = SchemaEntry.ReadAll(_connection!);
        foreach (SchemaEntry entry in schema.Where(e => !e.IsTable && e.Sql is not null && !_parts.HasKind(e)))
            _connection!.Execute($"DROP {entry.Type} IF EXISTS main.{SqliteText.Quote(entry.Name)}");
        if (!_parts.Data && schema.Any(e => e.Name == AutoIncrement.Table))
            _connection!.Execute($"DELETE FROM main.{AutoIncrement.Table}");
    }

    private void CheckTables()
    {
        HashSet<string> present = SchemaEntry.ReadAll(_connection!).Where(e => e.IsTable).Select(e => e.Name).ToHashSet();
        ArchiveObject? missing = _archive.Manifest.Objects.Where((_, i) => _chosen.Contains(i)).FirstOrDefault(o => !present.Contains(o.Name));
        if (missing is not null)
        {
            throw new BackupException(
                ErrorCode.ArchiveDamaged, $"The archive's scripts do not create the table '{missing.Name}' that it lists.",
                "Use another copy of the archive, or another backup.", missing.Name);
        }
    }

    private async Task RunScriptsAsync(bool beforeData, CancellationToken cancellationToken)
    {
        foreach (ArchiveScript script in _archive.Manifest.Scripts)
        {
            if (script.ContentName.StartsWith(ScriptsBeforeData, StringComparison.Ordinal) == beforeData)
                _connection!.Execute(await _archive.ReadScriptAsync(script, cancellationToken));
        }
    }
}
