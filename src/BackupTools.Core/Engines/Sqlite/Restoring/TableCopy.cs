using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;
using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>
/// Brings tables of one database into another, in one transaction. Rows go through two statements rather than through
/// ATTACH, which would demand the same text encoding of both, and which SQL from an archive must not be able to use.
/// </summary>
internal sealed class TableCopy
{
    private readonly SqliteConnection _from;
    private readonly SqliteConnection _to;
    private readonly List<SchemaEntry> _source;
    private readonly List<SchemaEntry> _existing;
    private readonly HashSet<string> _created = new(StringComparer.Ordinal);
    private readonly HashSet<string> _shadows = new(StringComparer.Ordinal);

    public TableCopy(SqliteConnection from, SqliteConnection to)
    {
        _from = from;
        _to = to;
        _source = SchemaEntry.ReadAll(from);
        _existing = SchemaEntry.ReadAll(to);
    }

    /// <summary>Copies within the transaction that the caller has begun.</summary>
    /// <param name="parts">The parts to copy.</param>
    /// <param name="replace">True to drop tables that exist, false to add to them.</param>
    /// <param name="checkForeignKeys">True to refuse rows whose parent is missing, beyond those that there were.</param>
    public void Run(SchemaParts parts, bool replace, bool checkForeignKeys)
    {
        List<SchemaEntry> chosen = Choose(parts);
        Dictionary<string, long>? before = checkForeignKeys ? CountAllowedViolations(chosen, replace) : null;
        List<SchemaEntry> kept = replace ? FindKept(chosen, parts) : [];
        foreach (SchemaEntry entry in chosen)
        {
            if (Exists(entry.Name) is { } existing)
                Meet(entry, existing, replace);
        }

        List<SchemaEntry> paused = replace ? [] : PauseTriggers(chosen);
        foreach (SchemaEntry entry in chosen)
        {
            _to.Cancellation.ThrowIfCancellationRequested();
            Copy(entry, parts.Data);
        }

        if (parts.Data)
            CopySequences(chosen);
        CreateDependents(parts);
        foreach (SchemaEntry entry in paused.Concat(kept))
            CreateAgain(entry);
        if (replace && parts.Data)
            TableStatistics.Copy(_from, _to, [.. _created]);
        if (before is not null)
            ForeignKeys.Refuse(before, ForeignKeys.CountViolations(_to));
    }

    /// <summary>
    /// Rows without a parent that there may be afterwards, by table: as many as there were, and in a table of the backup as
    /// many as it has itself.
    /// </summary>
    private Dictionary<string, long> CountAllowedViolations(List<SchemaEntry> chosen, bool replace)
    {
        Dictionary<string, long> allowed = ForeignKeys.CountViolations(_to);
        Dictionary<string, long> own = ForeignKeys.CountViolations(_from, isPart: true);
        foreach (string table in chosen.Select(e => e.Name))
            allowed[table] = own.GetValueOrDefault(table) + (replace ? 0 : allowed.GetValueOrDefault(table));
        return allowed;
    }

    /// <summary>What belongs to tables that are replaced, would be dropped with them, and was not asked for.</summary>
    private List<SchemaEntry> FindKept(List<SchemaEntry> chosen, SchemaParts parts) => _existing
        .Where(e => e.Type is "index" or "trigger" && e.Sql is not null && !parts.HasKind(e) && chosen.Any(c => SqliteText.SameName(c.Name, e.Table)))
        .ToList();

    /// <summary>The tables to copy, each virtual one directly before the tables of its module.</summary>
    private List<SchemaEntry> Choose(SchemaParts parts) => _source
        .Where(e => e.IsTable && !e.IsInternal)
        .Where(e => parts.HasTable(e.Name) || (VirtualTables.OwnerOf(e, _source) is { } owner && parts.HasTable(owner.Name)))
        .OrderBy(e => e.IsVirtual ? 0 : 1) // Creating a virtual table creates its module's tables, which are then filled.
        .ToList();

    private SchemaEntry? Exists(string name) =>
        _existing.FirstOrDefault(e => e.Type is "table" or "view" && SqliteText.SameName(e.Name, name));

    private void Meet(SchemaEntry entry, SchemaEntry existing, bool replace)
    {
        if (!existing.IsTable)
            throw Failed(entry.Name, "the target has a view of that name");
        if (replace)
        {
            if (VirtualTables.OwnerOf(existing, _existing) is null)
                _to.Execute($"DROP TABLE IF EXISTS main.{SqliteText.Quote(existing.Name)}");
            _existing.RemoveAll(e => SqliteText.SameName(e.Table, existing.Name));
        }
        else if (existing.IsVirtual || entry.IsVirtual || VirtualTables.OwnerOf(entry, _source) is not null)
        {
            throw Failed(entry.Name, $"rows cannot be added to a virtual table or to the tables of its module; use {Setting.Table} to leave it out");
        }
    }

    private void Copy(SchemaEntry entry, bool withRows)
    {
        if (Exists(entry.Name) is null)
        {
            if (WasCreatedByModule(entry))
            {
                _shadows.Add(entry.Name);
                if (withRows)
                    _to.Execute($"DELETE FROM main.{SqliteText.Quote(entry.Name)}");
            }
            else
            {
                CreateFromArchive(entry);
            }

            _created.Add(entry.Name);
        }

        if (withRows && !entry.IsVirtual)
            CopyRows(entry.Name, isNew: _created.Contains(entry.Name));
    }

    /// <summary>A name alone does not tell: an application may call a table of its own so, as the content of an FTS table.</summary>
    private bool WasCreatedByModule(SchemaEntry entry) =>
        VirtualTables.OwnerOf(entry, _source) is { } owner && _created.Contains(owner.Name)
        && _to.Scalar("SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = ?1", entry.Name) is not null;

    private void CopyRows(string table, bool isNew)
    {
        TableShape source = TableShape.Read(_from, table);
        TableShape target = TableShape.Read(_to, table);
        HashSet<string> targetColumns = target.Columns.Select(SqliteText.Fold).ToHashSet();
        if (source.Columns.FirstOrDefault(c => !targetColumns.Contains(SqliteText.Fold(c))) is { } missing)
            throw Failed(table, $"the target's table has no column '{missing}' that can be written");

        // A rowid that is no column is no data: it is kept in a table of our own making, and given anew in another's.
        bool keepsRowid = isNew && source.RowidName is not null && !source.HasRowidAlias;
        int skipped = source.RowidName is not null && !keepsRowid ? 1 : 0;
        int columns = source.Columns.Count + (keepsRowid ? 1 : 0);
        _to.Execute($"PRAGMA ignore_check_constraints={(isNew ? "ON" : "OFF")}");
        using SqliteStatement rows = _from.Prepare(source.SelectAll);
        using SqliteStatement insert = _to.Prepare(
            $"INSERT INTO main.{SqliteText.Quote(table)}({(keepsRowid ? target.RowidName + "," : "")}{SqliteText.List(source.Columns)}) "
            + $"VALUES({string.Join(',', Enumerable.Repeat("?", columns))})");
        try
        {
            while (rows.Step())
            {
                for (int i = 0; i < columns; i++)
                    insert.BindColumn(i + 1, rows, i + skipped);
                insert.Step();
                insert.Reset();
            }
        }
        catch (SqliteException e) when (e.Code == ResultCode.Constraint)
        {
            throw Failed(table, e.Message);
        }
    }

    private void CopySequences(List<SchemaEntry> chosen)
    {
        foreach ((string table, long value, _) in AutoIncrement.Read(_from, _source))
        {
            if (!chosen.Any(e => e.Name == table))
                continue;
            using SqliteStatement update = _to.Prepare("UPDATE main.sqlite_sequence SET seq=max(seq,?2) WHERE name=?1 COLLATE NOCASE");
            using SqliteStatement insert = _to.Prepare(
                "INSERT INTO main.sqlite_sequence(name,seq) SELECT ?1,?2 WHERE NOT EXISTS("
                + "SELECT 1 FROM main.sqlite_sequence WHERE name=?1 COLLATE NOCASE)");
            foreach (SqliteStatement statement in new[] { update, insert })
            {
                statement.BindText(1, table);
                statement.BindInt64(2, value);
                statement.Step();
            }
        }
    }

    private void CreateDependents(SchemaParts parts)
    {
        foreach (SchemaEntry entry in _source.Where(e => !e.IsTable && e.Sql is not null && parts.HasKind(e)))
        {
            _to.Cancellation.ThrowIfCancellationRequested();
            bool belongs = entry.Type is "index" or "trigger" && _source.Any(t => SqliteText.SameName(t.Name, entry.Table)
                && ((_created.Contains(t.Name) && !_shadows.Contains(t.Name)) || (parts.Views && t.Type == "view" && Exists(t.Name) is null)));
            if (belongs || (entry.Type == "view" && Exists(entry.Name) is null))
                CreateFromArchive(entry);
        }
    }

    /// <summary>Drops the triggers of tables that get rows: what they would do, the rows in the backup already show.</summary>
    private List<SchemaEntry> PauseTriggers(List<SchemaEntry> chosen)
    {
        List<SchemaEntry> triggers = [.. _existing
            .Where(t => t.Type == "trigger" && t.Sql is not null && chosen.Any(c => SqliteText.SameName(c.Name, t.Table)))];
        foreach (SchemaEntry trigger in triggers)
            _to.Execute($"DROP TRIGGER main.{SqliteText.Quote(trigger.Name)}");
        return triggers;
    }

    /// <summary>Creates what the target had, by the one statement that it is.</summary>
    private void CreateAgain(SchemaEntry entry)
    {
        try
        {
            using SqliteStatement statement = _to.Prepare(entry.Sql!);
            statement.Step();
        }
        catch (SqliteException e) when (e.Code is ResultCode.Error or ResultCode.Constraint)
        {
            throw Failed(entry.Name, e.Message);
        }
    }

    private void CreateFromArchive(SchemaEntry entry)
    {
        try
        {
            _to.SetAuthorizer(ArchiveSandbox.PermitsSchema);
            using SqliteStatement statement = _to.Prepare(entry.Sql!); // The one statement: SQLite ignores what follows it, too.
            statement.Step();
        }
        catch (SqliteException e) when (e.Code == ResultCode.Error)
        {
            throw Failed(entry.Name, e.Message);
        }
        finally
        {
            _to.SetAuthorizer(null);
        }
    }

    private BackupException Failed(string name, string why) => new(
        ErrorCode.RestoreFailed, $"'{name}' cannot be restored into '{_to.Path}': {why}. The target was left as it was.",
        $"Restore into a new file, or put the backup's rows in the place of those that are there with {Setting.IfExists} Replace and {Setting.Table}.", name);
}
