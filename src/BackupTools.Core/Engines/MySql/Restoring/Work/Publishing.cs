using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Restoring.Work;

/// <summary>Brings what was built under the target's name, and what was there out of the way.</summary>
internal sealed class Publishing(RestoreScope scope, Programs programs, string work)
{
    /// <summary>True from the moment on from which the target is the restored one.</summary>
    public bool IsPublished { get; private set; }

    /// <summary>True where what was built has its programs already, as the server has taken them.</summary>
    public bool HasPrograms { get; init; }

    /// <summary>Makes the target of what was built.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await using ControlSession session = await OpenAsync(cancellationToken);
        if (HasPrograms)
            await programs.DropTriggersAsync(work, cancellationToken);
        await session.ExecuteAsync($"CREATE DATABASE {SqlText.Name(scope.Target)} {scope.Contents.Collation.Clause}", cancellationToken);
        try
        {
            await Exchange.RenameAsync(session, [.. Relations().Select(n => (work, scope.Target, n))], cancellationToken);
            await programs.MakeAsync(scope.Target, isRehearsal: false, cancellationToken);
            IsPublished = true;
        }
        catch
        {
            await session.ExecuteAsync($"DROP DATABASE IF EXISTS {SqlText.Name(scope.Target)}", CancellationToken.None);
            throw;
        }
    }

    /// <summary>Replaces everything in the target. Up to the one statement that exchanges the tables it is as it was.</summary>
    public async Task ReplaceAsync(CancellationToken cancellationToken)
    {
        await using ControlSession session = await OpenAsync(cancellationToken);
        await using ControlSession inTarget = await ControlSession.OpenAsync(scope.Server with { Database = scope.Target }, scope.LockTimeout, cancellationToken);
        IReadOnlyList<StoredTable> tables = await TableReader.ReadAsync(inTarget, scope.Target, cancellationToken);
        IReadOnlyList<SchemaEntry> old = await DatabaseSchema.ReadAsync(inTarget, scope.Target, tables, _ => true, cancellationToken);
        DatabaseCollation collation = await DatabaseSchema.ReadCollationAsync(inTarget, scope.Target, cancellationToken);

        // What the server would not take, it shall say before anything is changed.
        if (!HasPrograms)
            await programs.MakeAsync(work, isRehearsal: true, cancellationToken);
        await programs.DropTriggersAsync(work, cancellationToken);

        string replaced = WorkDatabase.ReplacedName(work);
        await session.ExecuteAsync($"CREATE DATABASE {SqlText.Name(replaced)} {collation.Clause}", cancellationToken);
        IReadOnlyList<SchemaEntry> triggers = [.. old.Where(e => e.Kind == ItemKind.Trigger)];
        try
        {
            await Exchange.DropAsync(inTarget, triggers, cancellationToken);
            List<(string From, string To, string Name)> moves =
            [
                .. old.Where(e => e.Traits.PrecedesRows).Select(e => (scope.Target, replaced, e.Name)),
                .. Relations().Select(n => (work, scope.Target, n)),
            ];
            await Exchange.RenameAsync(session, moves, cancellationToken);
        }
        catch
        {
            await Exchange.MakeTriggersAsync(scope, triggers, collation);
            await WorkDatabase.DropAsync(session, replaced, CancellationToken.None);
            throw;
        }

        IsPublished = true;
        try
        {
            await Exchange.DropAsync(inTarget, [.. old.Where(e => e.Kind is not ItemKind.Trigger && !e.Traits.PrecedesRows)], CancellationToken.None);
            await session.ExecuteAsync($"ALTER DATABASE {SqlText.Name(scope.Target)} {scope.Contents.Collation.Clause}", CancellationToken.None);
            await programs.MakeAsync(scope.Target, isRehearsal: false, CancellationToken.None);
        }
        catch (BackupException e)
        {
            throw new BackupException(
                e.Code, $"{e.What} The tables of the database '{scope.Target}' are the restored ones already; what was there before is kept in the database '{replaced}'.",
                $"Make what is missing, then drop '{replaced}'.", scope.Target, e.InnerException);
        }

        await WorkDatabase.DropAsync(session, replaced, CancellationToken.None);
    }

    private IEnumerable<string> Relations() => scope.Contents.Entries.Where(e => e.Traits.PrecedesRows).Select(e => e.Name);

    private Task<ControlSession> OpenAsync(CancellationToken cancellationToken) => ControlSession.OpenAsync(scope.Server, scope.LockTimeout, cancellationToken);
}
