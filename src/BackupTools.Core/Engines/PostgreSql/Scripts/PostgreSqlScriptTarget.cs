using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Inspection;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Restoring.Work;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Scripts;

/// <summary>
/// Scripts that run in a database: in a new one under a temporary name, which gets its own when they have come to their end, or in the one that is
/// there.
/// </summary>
internal sealed class PostgreSqlScriptTarget(ScriptRequest request, TargetServer server, TargetState state, RestoreMode mode) : IScriptTarget
{
    /// <summary>Only what becomes visible at the end has to be on the disk.</summary>
    private const string Unhurried = "SET synchronous_commit = off;";

    private const string OtherWay = "; rows of that size can come by COPY, which has no such limit";

    private readonly ScriptProgress _progress = new();
    private WorkDatabase? _work;
    private ScriptSession? _session;
    private bool _published;

    public string Display => request.Connection.Display;

    public bool Replaces => mode == RestoreMode.Replace;

    public IReadOnlyList<string> Plan => [mode switch
    {
        RestoreMode.Create => $"Creates the database '{Target}' for it.",
        RestoreMode.Fill => $"Runs it in the empty database '{Target}'.",
        RestoreMode.Append => $"Runs it in the existing database '{Target}', which has {state.Database!.Content}.",
        RestoreMode.Replace => $"Replaces the existing database '{Target}' ({Figures.Bytes(state.Database!.SizeBytes)}) with a new one.",
        _ => $"Is refused, because the database '{Target}' exists and is not empty: it has {state.Database!.Content}.",
    }];

    private string Target => server.Database;

    /// <summary>Thinks it through; nothing is changed.</summary>
    public static async Task<IScriptTarget> OpenAsync(ScriptRequest request, CancellationToken cancellationToken)
    {
        string database = request.Connection.Database
            ?? throw new BackupException(ErrorCode.InvalidArgument, "Nothing says in which database the script is to run.", $"Name it with {Setting.TargetDatabase}.");
        TargetServer server = await TargetServer.FindAsync(request.Connection, cancellationToken);
        TargetState state = await TargetInspection.RunAsync(server, cancellationToken);
        return new PostgreSqlScriptTarget(request, server, state, TargetChecks.ChooseMode(request.IfExists, state, database, request.Connection.Display));
    }

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (mode == RestoreMode.Refuse)
            throw RestoreErrors.Exists(Target, state.Database!.Content!);
        if (mode == RestoreMode.Replace)
            await TargetUse.CheckAsync(server, cancellationToken);
        foreach (Leftover leftover in state.Leftovers.Where(l => l.IsDroppable))
            await WorkDatabase.DropAsync(server, leftover.Name, isOurs: true);
        if (mode is RestoreMode.Create or RestoreMode.Replace)
            _work = await WorkDatabase.CreateAsync(server, mode == RestoreMode.Replace ? await ReplacedDatabase.OptionsAsync(server, state, cancellationToken) : "", cancellationToken);
        // The session takes the lock too; but the script may let go of it.
        string first = _work is null ? "" : Unhurried + RestoreLock.Take(_work.Name);
        _session = await ScriptSession.OpenAsync(server.SettingsOf(_work?.Name ?? Target), first, cancellationToken);
    }

    public Task RunAsync(string name, Stream script, CancellationToken cancellationToken) => GuardAsync(
        () => new ScriptRun(_session!, new ScriptReader(new ScriptWindow(name, script) { OtherWay = OtherWay }), _progress, request.AllowForeignStatements).RunAsync(cancellationToken));

    public async Task<ScriptOutcome> CompleteAsync(CancellationToken cancellationToken)
    {
        await GuardAsync(async () =>
        {
            if (_progress.Transaction is { } open)
                throw ScriptErrors.OpenTransaction(open.Name, open.Line);
            if (_progress.Statements == 0)
                throw ScriptErrors.Empty(Display);
            await _session!.DisposeAsync();
            if (_work is not null)
                await PublishAsync(_work, cancellationToken);
            _published = true;
        });
        return new ScriptOutcome(request.Connection, Target, _progress.Statements, _progress.Rows, mode == RestoreMode.Replace)
        {
            Warnings = [.. state.Leftovers.Where(l => !l.IsDroppable).Select(l => l.Sentence)],
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();
        if (!_published && _work is not null)
            await _work.DropAsync();
    }

    private async Task PublishAsync(WorkDatabase work, CancellationToken cancellationToken)
    {
        await using IBulkConnection maintenance = await work.HoldAsync(cancellationToken);
        await work.HandOverAsync();
        if (mode == RestoreMode.Replace)
            await ReplacedDatabase.GiveOwnerAsync(server, maintenance, work.Name, cancellationToken);
        // A comment that the script has given it stays.
        await maintenance.ExecuteAsync(WorkComment.Remove(work.Name), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (mode == RestoreMode.Replace)
            await DatabaseSwap.ReplaceAsync(server, maintenance, work.Name, () => _published = true, cancellationToken);
        else
            await DatabaseSwap.PublishAsync(server, maintenance, work.Name, () => _published = true, cancellationToken);
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (BackupException e) when (!_published)
        {
            throw RestoreErrors.WithState(e, $"{_progress.Done} {StateOnFailure}".TrimEnd());
        }
    }

    /// <summary>What becomes of what was done.</summary>
    private string StateOnFailure => mode switch
    {
        RestoreMode.Create => $"The database '{Target}' was not created: nothing is left of what was done in it.",
        RestoreMode.Replace => $"The existing database '{Target}' is as it was: nothing is left of what was done beside it.",
        _ when _progress.Statements == 0 => "",
        _ when _progress.Transaction is { } begun =>
            $"In '{Target}' all that stays which came before line {Figures.Number(begun.Line)}{(begun.Name.Length > 0 ? $" of '{begun.Name}'" : "")}, where the script began a transaction; that was rolled back.",
        _ => $"All that stays in '{Target}'.",
    };
}
