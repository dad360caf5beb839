using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Contents;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;
using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>
/// A restore: the archive becomes a database file in a private folder beside the target, is checked there, and then
/// either takes the target's name or gives its tables to the target in one transaction.
/// </summary>
internal sealed class SqliteRestoreTarget : IRestoreTarget
{
    private readonly SqliteLibrary _library;
    private readonly RestoreRequest _request;
    private readonly ArchiveManifest _manifest;
    private readonly SchemaParts _parts;
    private readonly IArchiveStage _stage;
    private readonly string _target;
    private TargetState _state;
    private WorkFolder? _folder;
    private string _file = "";

    private SqliteRestoreTarget(
        SqliteLibrary library, RestoreRequest request, IArchiveContents archive, SchemaParts parts, TargetState state, string target)
    {
        _library = library;
        _request = request;
        _manifest = archive.Manifest;
        _parts = parts;
        _state = state;
        _target = target;
        _stage = Stages.Create(library, archive, parts);
    }

    public string Display => _request.Connection.Path!;

    public IReadOnlyList<ArchiveChunk> Chunks => _stage.Chunks;

    public IReadOnlyList<string> Plan => RestorePlanText.Describe(_manifest, _stage, _parts, _state, _target, _request);

    /// <inheritdoc/>
    public bool Replaces => _request.IfExists == IfExists.Replace && _state.Exists && !_state.IsEmpty;

    /// <inheritdoc/>
    public bool LeavesRest => GoesIntoExisting;

    public int MaxConcurrency => _stage.MaxConcurrency;

    /// <summary>True where rows go into the existing database instead of a new file taking its place.</summary>
    private bool GoesIntoExisting => !_state.IsEmpty && _state.IsDatabase
        && (_request.IfExists == IfExists.Append || _request.IsInPlace(_manifest));

    public static async Task<SqliteRestoreTarget> OpenAsync(
        SqliteLibrary library, RestoreRequest request, IArchiveContents archive, CancellationToken cancellationToken)
    {
        string path = request.Connection.Path!;
        string target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        ObjectSelection selection = request.IsInPlace(archive.Manifest) ? request.Selection.WithoutLeftOut(archive.Manifest.Selection) : request.Selection;
        SchemaParts parts = await RestoreSelection.ResolveAsync(archive, selection, cancellationToken);
        TargetState state = TargetErrors.Guard(path, () => TargetState.Inspect(library, target, cancellationToken));
        return new SqliteRestoreTarget(library, request, archive, parts, state, target);
    }

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        TargetErrors.Guard(Display, () => _state = TargetState.Inspect(_library, _target, cancellationToken));
        if (!_state.IsEmpty && _request.IfExists == IfExists.Fail)
            throw Publisher.Exists(Display);
        if (!_state.IsDatabase && (_request.IfExists == IfExists.Append || _request.IsInPlace(_manifest)))
        {
            throw new BackupException(
                ErrorCode.RestoreFailed, $"'{Display}' is no readable SQLite database, so nothing can be added to it or replaced in it.",
                "Restore into a new file, or remove this one before if it holds nothing of value.", Display);
        }

        CheckRows();
        TargetErrors.Guard(Display, () =>
        {
            _folder = WorkFolder.CreateBeside(_target);
            DiskRoom.Check(Display, _stage.ExpectedSize);
        });
        _file = _folder!.File("restored");
        await GuardAsync(_stage.PrepareAsync(_file, cancellationToken));
    }

    public ValueTask WriteChunkAsync(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        TargetErrors.Guard(Display, () => _stage.Write(chunk, raw, cancellationToken));
        return ValueTask.CompletedTask;
    }

    public async Task<RestoreOutcome> CompleteAsync(CancellationToken cancellationToken)
    {
        await GuardAsync(_stage.FinishAsync(cancellationToken));
        await Task.Run(() => TargetErrors.Guard(Display, () => Complete(cancellationToken)), cancellationToken);
        bool replaced = !_state.IsEmpty && _request.IfExists == IfExists.Replace;
        return new RestoreOutcome(_request.Connection, SqliteText.DatabaseName(_target), RestoredTables(), replaced);
    }

    public ValueTask DisposeAsync()
    {
        _stage.Dispose();
        _folder?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Complete(CancellationToken cancellationToken)
    {
        bool isExtracted = !GoesIntoExisting && _manifest.Type != BackupType.Table && !_parts.IsEverything;

        // Only the file that gets the target's name must be on the disk; meanwhile its structure is checked.
        Task flushed = GoesIntoExisting || isExtracted ? Task.CompletedTask : _stage.FlushAsync();
        try
        {
            Stages.CheckIntegrity(_library, _file, Display, full: _request.Verify, cancellationToken);
        }
        catch
        {
            _ = flushed.ContinueWith(static t => t.Exception, TaskScheduler.Default);
            throw;
        }

        flushed.WaitAsync(cancellationToken).GetAwaiter().GetResult();
        if (GoesIntoExisting)
        {
            if (_request.Verify)
                RestoredContent.Check(_library, _file, Display, RestoredTables(), cancellationToken);
            CopyIntoExisting(cancellationToken);
            return;
        }

        if (isExtracted)
            _file = Extraction.Run(_library, _file, _folder!.File("extracted"), _parts, cancellationToken);
        if (_request.Verify)
            RestoredContent.Check(_library, _file, Display, RestoredTables(), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (_state.Exists)
        {
            bool onlyIfEmpty = _request.IfExists != IfExists.Replace;
            Publisher.Replace(_library, _file, _target, onlyIfEmpty, _request.Connection.LockTimeout, cancellationToken);
        }
        else
        {
            Publisher.PublishNew(_file, _target, mayRemoveSidecars: _request.IfExists == IfExists.Replace);
        }
    }

    private void CopyIntoExisting(CancellationToken cancellationToken)
    {
        using SqliteConnection from = SqliteConnection.OpenImmutable(_library, _file, cancellationToken);
        using SqliteConnection to = SqliteConnection.Open(
            _library, _target, OpenMode.ReadWrite, _request.Connection.LockTimeout, cancellationToken);
        using CancellationTokenRegistration interrupt = to.InterruptOn(cancellationToken);
        from.AcceptUnknownCollations();
        to.Execute("PRAGMA foreign_keys=OFF; BEGIN IMMEDIATE");
        new TableCopy(from, to).Run(_parts, _request.IfExists == IfExists.Replace, checkForeignKeys: true);
        if (_request is { Verify: true, IfExists: IfExists.Replace })
            RestoredContent.Check(to, Display, RestoredTables(), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        to.Execute("COMMIT");
    }

    /// <summary>Tables that have rows are not replaced by those of a backup that has none of them.</summary>
    private void CheckRows()
    {
        if (_manifest.Type != BackupType.Table || !GoesIntoExisting || _request.IfExists != IfExists.Replace)
            return;
        List<string> empty = [.. RestoredTables().Where(t => t is { Rows: null, Note: not null }).Select(t => t.Name)];
        if (empty.Count > 0)
        {
            throw new BackupException(
                ErrorCode.PartialBackup,
                $"The backup of '{_manifest.Database}' does not have the rows of {string.Join(", ", empty.Take(5))}{(empty.Count > 5 ? " …" : "")}, which would be empty then. The target was left as it was.",
                "Use a backup that has them, or restore the definitions into a new file.", Display);
        }
    }

    private List<ArchiveObject> RestoredTables() => _manifest.Objects
        .Where(o => o.Kind == ObjectKind.Table && _parts.HasTable(o.Name))
        .Where(o => (_parts.IsEverything && !GoesIntoExisting) || !o.Name.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase))
        .Select(o => _parts.Data ? o : o with { Rows = null, Checksum = null })
        .ToList();

    private async Task GuardAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            TargetErrors.Guard(Display, () => throw e);
        }
    }
}
