using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Restoring;
using BackupTools.Engines.MySql.Restoring.Targets;
using BackupTools.Engines.MySql.Restoring.Work;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Scripts.Rules;
using BackupTools.Engines.MySql.Scripts.Splitting;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Scripts;

/// <summary>
/// Scripts that run in a database: in one beside the target, which takes its place when they have come to their end, or in the one that is there.
/// </summary>
internal sealed class MySqlScriptTarget(ScriptRequest request, ServerSettings server, TargetState state, RestoreMode mode) : IScriptTarget
{
    private readonly ScriptProgress _progress = new();
    private readonly RowRemarks _remarks = new();
    private WorkDatabase? _work;
    private ScriptSession? _session;
    private ScriptDatabase? _database;
    private StatementRules? _rules;
    private ScriptPublishing? _publishing;
    private bool _isComplete;

    public string Display => request.Connection.Display;

    public bool Replaces => mode == RestoreMode.Replace;

    public IReadOnlyList<string> Plan =>
    [
        .. state.Leftovers.Count > 0 && mode is RestoreMode.Create or RestoreMode.Replace
            ? (string[])[$"Drops {string.Join(", ", state.Leftovers)}, which an earlier restore has left when it was killed."] : [],
        mode switch
        {
            RestoreMode.Create => $"Creates the database '{Target}' for it.",
            RestoreMode.Fill => $"Runs it in the empty database '{Target}'.",
            RestoreMode.Append => $"Runs it in the existing database '{Target}', which has {state.Content}.",
            RestoreMode.Replace => $"Replaces the existing database '{Target}' ({Figures.Bytes(state.SizeBytes)}) with a new one.",
            _ => $"Is refused, because the database '{Target}' exists and is not empty: it has {state.Content}.",
        },
    ];

    private string Target => request.Connection.Database!;

    /// <summary>Thinks it through; nothing is changed.</summary>
    public static async Task<IScriptTarget> OpenAsync(ScriptRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Connection.Database))
            throw new BackupException(ErrorCode.InvalidArgument, "Nothing says in which database the script is to run.", $"Name it with {Setting.TargetDatabase}.");
        ServerSettings server = SettingsResolver.Resolve(request.Connection) with { Database = null };
        await using ControlSession session = await ControlSession.OpenAsync(server, request.Connection.LockTimeout, cancellationToken);
        TargetState state = await TargetState.ReadAsync(session, request.Connection.Database, cancellationToken);
        if (state.ReadOnlyReason is { } reason)
        {
            throw new BackupException(
                ErrorCode.TargetNotWritable, $"No script can run on '{request.Connection.Display}': {reason}.", "Restore to a server that takes changes.", request.Connection.Display);
        }

        return new MySqlScriptTarget(request, server, state, state switch
        {
            { Exists: false } => RestoreMode.Create,
            { Content: null } => RestoreMode.Fill,
            _ when request.IfExists == IfExists.Append => RestoreMode.Append,
            _ when request.IfExists == IfExists.Replace => RestoreMode.Replace,
            _ => RestoreMode.Refuse,
        });
    }

    public Task PrepareAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (mode == RestoreMode.Refuse)
        {
            throw new BackupException(
                ErrorCode.TargetExists, $"The database '{Target}' exists and is not empty: it has {state.Content}.",
                $"Restore under another name with {Setting.TargetDatabase}, or use {Setting.IfExists} Replace or Append.", Target);
        }

        if (mode is RestoreMode.Create or RestoreMode.Replace)
        {
            await DropLeftoversAsync(cancellationToken);
            _work = await WorkDatabase.CreateAsync(server, request.Connection.LockTimeout, await ClauseAsync(cancellationToken), cancellationToken);
        }

        _session = await ScriptSession.OpenAsync(server with { Database = _work?.Name ?? Target }, request.Connection.LockTimeout, cancellationToken);
        _database = new ScriptDatabase(Target, _work?.Name ?? Target, state.Databases, state.IgnoresCase);
        _rules = new StatementRules(_database, request.AllowForeignStatements, isFresh: mode != RestoreMode.Append);
    });

    public Task RunAsync(string name, Stream script, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        ScriptReader reader = new(new ScriptWindow(name, script), _session!.Version);
        _database!.Hint(reader.SourceDatabase);
        await new ScriptRun(_session, reader, _rules!, _progress, _remarks).RunAsync(cancellationToken);
    });

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
            {
                await _work.CheckAsync(cancellationToken);
                _publishing = new ScriptPublishing(request, server, state, mode, _work.Name);
                await _publishing.RunAsync(cancellationToken);
            }

            _isComplete = true;
        });
        return new ScriptOutcome(request.Connection, Target, _progress.Statements, _progress.Rows, mode == RestoreMode.Replace)
        {
            Warnings = [.. _rules!.Warnings, .. _remarks.Sentences],
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();
        if (_work is not null)
            await _work.DisposeAsync();
        else if (mode == RestoreMode.Fill && _session is not null && !_isComplete)
            await EmptyAsync();
    }

    /// <summary>What the new database takes from the one that it replaces, as a script may say nothing of it.</summary>
    private async Task<string> ClauseAsync(CancellationToken cancellationToken)
    {
        if (mode != RestoreMode.Replace)
            return "";
        await using ControlSession session = await ControlSession.OpenAsync(server with { Database = Target }, request.Connection.LockTimeout, cancellationToken);
        return (await DatabaseSchema.ReadCollationAsync(session, Target, cancellationToken)).Clause;
    }

    private async Task DropLeftoversAsync(CancellationToken cancellationToken)
    {
        if (state.Leftovers.Count == 0)
            return;
        await using ControlSession session = await ControlSession.OpenAsync(server, request.Connection.LockTimeout, cancellationToken);
        foreach (string name in state.Leftovers)
            await WorkDatabase.DropAsync(session, name, cancellationToken);
    }

    /// <summary>Takes out of a database, which was empty, what was made in it.</summary>
    private async Task EmptyAsync()
    {
        try
        {
            await using ControlSession session = await ControlSession.OpenAsync(server with { Database = Target }, request.Connection.LockTimeout, CancellationToken.None);
            await session.ExecuteAsync("SET SESSION foreign_key_checks = 0", CancellationToken.None);
            IReadOnlyList<SchemaEntry> entries = await ScriptPublishing.EntriesAsync(session, Target, CancellationToken.None);
            foreach (SchemaEntry entry in entries.Where(e => e.Kind != ItemKind.Trigger).Reverse())
                await Denied.TryAsync(() => Exchange.DropAsync(session, [entry], CancellationToken.None));
        }
        catch (BackupException e)
        {
            WorkLog.Verbose($"The database '{Target}' keeps what was made in it so far: {e.Message}");
        }
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (BackupException e) when (e.Code != ErrorCode.TargetExists && _publishing?.IsPublished != true)
        {
            string done = _session is null ? "" : _progress.Done + " ";
            throw new BackupException(e.Code, $"{e.What} {done}{StateOnFailure}".TrimEnd(), e.Remedy, e.Target, e.InnerException ?? e, e.IsTransient);
        }
    }

    /// <summary>What becomes of what was done.</summary>
    private string StateOnFailure => mode switch
    {
        RestoreMode.Create => $"The database '{Target}' was not created: nothing is left of what was done for it.",
        RestoreMode.Replace => $"The existing database '{Target}' is as it was: nothing is left of what was done beside it.",
        RestoreMode.Fill => $"The database '{Target}' is empty again.",
        _ when _progress.Statements == 0 => "",
        _ when _progress.Transaction is { } begun =>
            $"In '{Target}' all that stays which came before line {Figures.Number(begun.Line)}{(begun.Name.Length > 0 ? $" of '{begun.Name}'" : "")}, where the script began a transaction; that was rolled back, where its tables can be.",
        _ => $"All that stays in '{Target}'.",
    };
}
