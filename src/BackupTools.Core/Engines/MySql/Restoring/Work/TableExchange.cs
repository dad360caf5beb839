using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Restoring.Work;

/// <summary>Replaces tables of a database in which everything else stays: what refers to them, and what they refer to, too.</summary>
internal sealed class TableExchange
{
    private readonly RestoreScope _scope;
    private readonly IReadOnlyList<SchemaEntry> _live;
    private readonly DatabaseCollation _collation;
    private readonly HashSet<string> _replaced;

    private TableExchange(RestoreScope scope, IReadOnlyList<SchemaEntry> live, DatabaseCollation collation)
    {
        _scope = scope;
        _live = live;
        _collation = collation;
        HashSet<string> restored = [.. Restored.Select(e => e.Name)];
        _replaced = [.. live.Where(e => e.Traits.PrecedesRows && restored.Contains(e.Name)).Select(e => e.Name)];
    }

    /// <summary>True from the moment on from which the tables are the restored ones.</summary>
    public bool IsPublished { get; private set; }

    private IEnumerable<SchemaEntry> Restored => _scope.Contents.Entries.Where(e => e.Traits.PrecedesRows);

    private IEnumerable<SchemaEntry> OldTriggers => _live.Where(e => e.Kind == ItemKind.Trigger && _replaced.Contains(e.Table!));

    /// <summary>Looks at the database, and refuses what could not end well.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.DependentObjects"/> where a table that stays would lose its foreign key.</exception>
    public static async Task<TableExchange> OpenAsync(RestoreScope scope, CancellationToken cancellationToken)
    {
        await using ControlSession session = await ControlSession.OpenAsync(scope.Server with { Database = scope.Target }, scope.LockTimeout, cancellationToken);
        IReadOnlyList<StoredTable> tables = await TableReader.ReadAsync(session, scope.Target, cancellationToken);
        TableExchange exchange = new(
            scope, await DatabaseSchema.ReadAsync(session, scope.Target, tables, _ => true, cancellationToken),
            await DatabaseSchema.ReadCollationAsync(session, scope.Target, cancellationToken));
        exchange.CheckReferences();
        return exchange;
    }

    /// <summary>The definition of a table as it is in the database; null where it has none of that name.</summary>
    public SchemaEntry? LiveTable(string name) => _live.FirstOrDefault(e => e.Kind == ItemKind.Table && e.Name == name);

    /// <summary>Exchanges the tables. Up to the one statement that does so the database is as it was.</summary>
    public async Task RunAsync(string work, Programs programs, CancellationToken cancellationToken)
    {
        await using ControlSession session = await ControlSession.OpenAsync(_scope.Server with { Database = _scope.Target }, _scope.LockTimeout, cancellationToken);
        string replaced = WorkDatabase.ReplacedName(work);
        await session.ExecuteAsync($"CREATE DATABASE {SqlText.Name(replaced)} {_collation.Clause}", cancellationToken);
        SchemaEntry[] triggers = [.. OldTriggers];
        try
        {
            await Exchange.DropAsync(session, triggers, cancellationToken);
            await Exchange.RenameAsync(
                session,
                [.. _replaced.Select(n => (_scope.Target, replaced, n)), .. Restored.Select(e => (work, _scope.Target, e.Name))],
                cancellationToken);
        }
        catch
        {
            await Exchange.MakeTriggersAsync(_scope, triggers, _collation);
            await WorkDatabase.DropAsync(session, replaced, CancellationToken.None);
            throw;
        }

        IsPublished = true;
        try
        {
            await LinkAsync(session, replaced);
            HashSet<(ItemKind, string)> made = [.. _scope.Contents.Entries.Where(e => !e.Traits.PrecedesRows).Select(e => (e.Kind, e.Name))];
            await Exchange.DropAsync(session, _live.Where(e => e.Kind != ItemKind.Trigger && made.Contains((e.Kind, e.Name))), CancellationToken.None);
            await programs.MakeAsync(_scope.Target, isRehearsal: false, CancellationToken.None);
            if (!_scope.Request.Selection.WithoutLeftOut(_scope.Contents.Manifest.Selection).Has(DatabaseFeature.Triggers))
                await Exchange.MakeTriggersAsync(_scope, triggers, _collation);
        }
        catch (BackupException e)
        {
            throw new BackupException(
                e.Code, $"{e.What} The tables are the restored ones already; what was there before is kept in the database '{replaced}'.",
                $"Make what is missing, then drop '{replaced}'.", _scope.Target, e.InnerException);
        }

        await WorkDatabase.DropAsync(session, replaced, CancellationToken.None);
    }

    /// <summary>A table that is exactly as it was can be referred to as before; of another, nobody can say.</summary>
    private void CheckReferences()
    {
        foreach ((SchemaEntry table, TablePart key) in ReferencesFromOutside())
        {
            string referred = TableDefinition.ReferenceOf(key).Table;
            string? before = LiveTable(referred)?.Create;
            string? after = _scope.Contents.AllEntries.FirstOrDefault(e => e.Kind == ItemKind.Table && e.Name == referred)?.Create;
            if (before is null || after is null || TableDefinition.Parse(before)?.WithoutCounter() == TableDefinition.Parse(after)?.WithoutCounter())
                continue;
            throw new BackupException(
                ErrorCode.DependentObjects,
                $"The table '{referred}' of the database '{_scope.Target}' is not as it was when it was backed up, and the foreign key '{key.Name}' of the table '{table.Name}', which stays, refers to it.",
                "Restore both tables, or drop the foreign key first.", _scope.Target);
        }
    }

    /// <summary>The foreign keys of tables that stay, to tables that are replaced.</summary>
    private IEnumerable<(SchemaEntry Table, TablePart Key)> ReferencesFromOutside() =>
        from table in _live
        where table.Kind == ItemKind.Table && !_replaced.Contains(table.Name)
        from key in ForeignKeys(table.Create)
        let reference = TableDefinition.ReferenceOf(key)
        where reference.Database is null && _replaced.Contains(reference.Table)
        select (table, key);

    /// <summary>The foreign keys of the restored tables, to tables that stay.</summary>
    private IEnumerable<(SchemaEntry Table, TablePart Key)> ReferencesToOutside()
    {
        HashSet<string> restored = [.. Restored.Select(e => e.Name)];
        return from table in _scope.Contents.AllEntries
               where table.Kind == ItemKind.Table && restored.Contains(table.Name)
               from key in ForeignKeys(table.Create)
               let reference = TableDefinition.ReferenceOf(key)
               where reference.Database is null && !restored.Contains(reference.Table) && LiveTable(reference.Table) is not null
               select (table, key);
    }

    private static IEnumerable<TablePart> ForeignKeys(string create) =>
        TableDefinition.Parse(create)?.Parts.Where(p => p.Kind == TablePartKind.ForeignKey) ?? [];

    private async Task LinkAsync(ControlSession session, string replaced)
    {
        // With the old tables, the references to them have moved to where these are now.
        foreach ((SchemaEntry table, TablePart key) in ReferencesFromOutside())
        {
            await session.ExecuteAsync($"ALTER TABLE {SqlText.Name(table.Name)} DROP FOREIGN KEY {SqlText.Name(key.Name)}", CancellationToken.None);
            await session.ExecuteAsync($"ALTER TABLE {SqlText.Name(table.Name)} ADD {key.Text}", CancellationToken.None);
        }

        if (!_scope.Request.Selection.Has(DatabaseFeature.Constraints) && _scope.Request.Selection.Excluded.Contains(DatabaseFeature.Constraints))
            return;
        foreach ((SchemaEntry table, TablePart key) in ReferencesToOutside())
        {
            WorkLog.Debug($"The foreign key '{key.Name}' of '{table.Name}' is made again; that of the table before is in '{replaced}'.");
            await session.ExecuteAsync($"ALTER TABLE {SqlText.Name(table.Name)} ADD {key.Text}", CancellationToken.None);
        }
    }
}
