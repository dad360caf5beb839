using BackupTools.Abstractions;
using BackupTools.Engines.Shared;
using BackupTools.Engines.Sqlite.Inspection;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Restoring;
using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Engines.Sqlite.Scripts;

/// <summary>Scripts that run in a file beside the target, which gets its name when they have come to their end, or in the database that is there.</summary>
internal sealed class SqliteScriptTarget : IScriptTarget
{
    private readonly SqliteLibrary _library;
    private readonly ScriptRequest _request;
    private readonly string _target;
    private readonly ScriptProgress _progress = new();
    private TargetState _state;
    private WorkFolder? _folder;
    private SqliteConnection? _connection;
    private ScriptRun? _run;
    private string _file = "";

    private SqliteScriptTarget(SqliteLibrary library, ScriptRequest request, string target, TargetState state)
    {
        _library = library;
        _request = request;
        _target = target;
        _state = state;
    }

    public string Display => _request.Connection.Path!;

    public bool Replaces => _request.IfExists == IfExists.Replace && !_state.IsEmpty;

    public IReadOnlyList<string> Plan => [_state switch
    {
        { IsEmpty: true } => $"Creates '{_target}' with it.",
        _ when _request.IfExists == IfExists.Append => $"Runs it in the existing database '{_target}' ({Figures.Bytes(_state.SizeBytes)}), in one transaction unless it begins some itself.",
        _ when _request.IfExists == IfExists.Replace => $"Replaces '{_target}' ({Figures.Bytes(_state.SizeBytes)}) with a new file.",
        _ => $"Is refused, because '{_target}' exists and is not empty.",
    }];

    private bool GoesIntoExisting => _request.IfExists == IfExists.Append && !_state.IsEmpty;

    /// <summary>Looks at the target, and changes nothing.</summary>
    public static IScriptTarget Open(SqliteLibrary library, ScriptRequest request, CancellationToken cancellationToken)
    {
        string path = request.Connection.Path!;
        string target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        return new SqliteScriptTarget(library, request, target, TargetErrors.Guard(path, () => TargetState.Inspect(library, target, cancellationToken)));
    }

    public Task PrepareAsync(CancellationToken cancellationToken) => Task.Run(() => TargetErrors.Guard(Display, () => Prepare(cancellationToken)), cancellationToken);

    public Task RunAsync(string name, Stream script, CancellationToken cancellationToken) => Task.Run(
        () => Guard(() =>
        {
            using CancellationTokenRegistration interrupt = _connection!.InterruptOn(cancellationToken);
            _run!.Run(new ScriptReader(new ScriptWindow(name, script)), cancellationToken);
        }), cancellationToken);

    public Task<ScriptOutcome> CompleteAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            Guard(() => TargetErrors.Guard(Display, () => Complete(cancellationToken)));
            return new ScriptOutcome(_request.Connection, SqliteText.DatabaseName(_target), _progress.Statements, _progress.Rows, Replaces);
        }, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _connection?.Dispose();
        _folder?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Prepare(CancellationToken cancellationToken)
    {
        _state = TargetState.Inspect(_library, _target, cancellationToken);
        if (!_state.IsEmpty && _request.IfExists == IfExists.Fail)
            throw Publisher.Exists(Display);
        if (GoesIntoExisting && !_state.IsDatabase)
        {
            throw new BackupException(
                ErrorCode.RestoreFailed, $"'{Display}' is no readable SQLite database, so no script can run in it.", "Restore into a new file.", Display);
        }

        if (GoesIntoExisting)
        {
            _connection = SqliteConnection.Open(_library, _target, OpenMode.ReadWrite, _request.Connection.LockTimeout, cancellationToken);
        }
        else
        {
            _folder = WorkFolder.CreateBeside(_target);
            _file = _folder.File("restored");
            Restoring.PrivateFile.Create(_file).Dispose();
            _connection = SqliteConnection.Open(_library, _file, OpenMode.ReadWrite, TimeSpan.Zero, cancellationToken);
            // After a crash the file is thrown away, and before it is published it is flushed.
            _connection.Execute("PRAGMA synchronous=OFF; PRAGMA cache_size=-16000");
        }

        _connection.Execute("PRAGMA foreign_keys=OFF");
        _run = new ScriptRun(_connection, Display, !GoesIntoExisting, _request.AllowForeignStatements, _progress);
    }

    private void Complete(CancellationToken cancellationToken)
    {
        _connection!.Cancellation = cancellationToken;
        _run!.Complete();
        if (GoesIntoExisting)
            return;
        _connection.Execute("PRAGMA journal_mode=DELETE");
        _connection.Dispose();
        CheckStructure(cancellationToken);
        Restoring.PrivateFile.FlushToDisk(_file);
        cancellationToken.ThrowIfCancellationRequested();
        if (_state.Exists)
            Publisher.Replace(_library, _file, _target, _request.IfExists != IfExists.Replace, _request.Connection.LockTimeout, cancellationToken);
        else
            Publisher.PublishNew(_file, _target, mayRemoveSidecars: _request.IfExists == IfExists.Replace);
    }

    /// <summary>A script may write the schema itself, and so make what no longer opens.</summary>
    private void CheckStructure(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> findings;
        try
        {
            using SqliteConnection connection = SqliteConnection.OpenImmutable(_library, _file, cancellationToken);
            using CancellationTokenRegistration interrupt = connection.InterruptOn(cancellationToken);
            findings = IntegrityCheck.RunQuick(connection);
        }
        catch (SqliteException e) when (e.Code is ResultCode.Corrupt or ResultCode.NotADatabase or ResultCode.Error)
        {
            findings = [e.Message];
        }

        if (findings.Count > 0)
        {
            throw new BackupException(
                ErrorCode.RestoreFailed, $"What the script has made is no sound database: {string.Join("; ", findings.Take(3))}.", "Use another script.", Display);
        }
    }

    /// <summary>Adds to an error what had been done, and what becomes of it.</summary>
    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (BackupException e)
        {
            string state = !GoesIntoExisting || _run!.IsUndone ? "The target was left as it was."
                : _progress.Transaction is { } begun
                    ? $"What came before line {Figures.Number(begun.Line)} of '{begun.Name}', where the script began a transaction, stays; the rest was rolled back."
                    : "All that stays.";
            string what = e.What.Replace("; the target was left as it was", "", StringComparison.Ordinal);
            throw new BackupException(e.Code, $"{what} {_progress.Done} {state}", e.Remedy, e.Target, e.InnerException ?? e, e.IsTransient);
        }
    }
}
