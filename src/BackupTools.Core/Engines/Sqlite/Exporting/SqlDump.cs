using System.Globalization;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Contents;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;
using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Engines.Sqlite.Exporting;

/// <summary>
/// Writes a database as SQL that the sqlite3 command loads. The result of loading it is what loading the command's own
/// <c>.dump</c> gives, and besides has the settings of the header, the encoding, and the rowids where they are not
/// simply 1 to n.
/// </summary>
internal sealed class SqlDump
{
    private const int BufferSize = 1024 * 1024;

    private readonly SqliteConnection _connection;
    private readonly Stream _output;
    private readonly List<SchemaEntry> _schema;
    private readonly DatabaseFacts _facts;
    private readonly ChunkBuffer _buffer = new(2 * BufferSize);

    public SqlDump(SqliteConnection connection, Stream output)
    {
        _connection = connection;
        _output = output;
        _schema = SchemaEntry.ReadAll(connection);
        _facts = DatabaseFacts.Read(connection);
    }

    /// <summary>Writes.</summary>
    /// <param name="parts">The parts to write.</param>
    /// <param name="onTable">Called with the name of each table before its rows.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task WriteAsync(SchemaParts parts, Action<string> onTable, CancellationToken cancellationToken)
    {
        List<SchemaEntry> chosen = _schema.Where(e => e.IsTable && IsChosen(e, parts)).Select(Checked).ToList();
        bool writesModules = parts.Data && chosen.Any(e => e.IsVirtual);
        WriteHead(writesModules);
        foreach (SchemaEntry entry in chosen.OrderBy(e => e.Name == AutoIncrement.Table ? 1 : 0))
        {
            onTable(entry.Name);
            if (!WriteTable(entry, chosen, parts.Data, parts.IsEverything) || !parts.Data)
                continue;
            using var rows = new RowInserts(_connection, TableShape.Read(_connection, entry.Name), _facts, NeedsRowids(entry));
            while (!rows.Ended)
            {
                rows.Write(_buffer, BufferSize, cancellationToken);
                if (_buffer.Length >= BufferSize)
                    await FlushAsync(cancellationToken);
            }
        }

        foreach (SchemaEntry entry in _schema.Where(e => !e.IsTable && e.Sql is not null))
        {
            bool belongs = entry.Type != "view" && chosen.Any(t => SqliteText.SameName(t.Name, entry.Table));
            bool isOfView = _schema.Any(v => v.Type == "view" && SqliteText.SameName(v.Name, entry.Table));
            if (parts.HasKind(entry) && (belongs || (parts.Views && isOfView)))
                Append(SqliteText.End(Checked(entry).Sql!));
        }

        if (writesModules)
            Append("PRAGMA writable_schema=OFF;\n");
        Append(string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA user_version={_facts.UserVersion};\nPRAGMA application_id={_facts.ApplicationId};\nCOMMIT;\n"));
        await FlushAsync(cancellationToken);
    }

    /// <summary>Without rows, what a module keeps its rows in is made by the module itself, and statistics say nothing.</summary>
    private bool IsChosen(SchemaEntry entry, SchemaParts parts)
    {
        SchemaEntry? owner = VirtualTables.OwnerOf(entry, _schema);
        return (parts.Data || (owner is null && !entry.IsInternal))
            && (parts.HasTable(entry.Name) || entry.Name == AutoIncrement.Table || (owner is not null && parts.HasTable(owner.Name)));
    }

    private void WriteHead(bool writesModules)
    {
        Append("PRAGMA foreign_keys=OFF;\n");
        if (!_facts.IsUtf8)
            Append($"PRAGMA encoding='{_facts.Encoding}';\n");
        long pageSize = _connection.ScalarInt64("PRAGMA page_size");
        Append(string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size={pageSize};\n"));
        if (_facts.AutoVacuum != 0)
            Append(string.Create(CultureInfo.InvariantCulture, $"PRAGMA auto_vacuum={_facts.AutoVacuum};\n"));
        Append("BEGIN TRANSACTION;\n");
        if (writesModules)
            Append("PRAGMA writable_schema=ON;\n");
    }

    /// <summary>Writes what makes the table exist.</summary>
    /// <returns>True where its rows must follow.</returns>
    private bool WriteTable(SchemaEntry entry, List<SchemaEntry> chosen, bool withRows, bool all)
    {
        if (entry.Name == AutoIncrement.Table)
        {
            WriteSequences(chosen, all);
            return false;
        }

        if (entry.IsVirtual && withRows)
        {
            // Creating it would create and fill its module's tables, which follow as they are.
            string name = SqliteText.Literal(entry.Name);
            Append($"INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql)VALUES('table',{name},{name},0,{SqliteText.Literal(entry.Sql!)});\n");
            return false;
        }

        if (entry.Name == "sqlite_stat1")
        {
            Append("ANALYZE sqlite_master;\n"); // Nothing but this can create it.
            return true;
        }

        if (entry.IsInternal)
            return false; // Further statistics, which ANALYZE makes again where the library has them.
        Append(SqliteText.End(entry.Sql!));
        return true;
    }

    /// <summary>Writes the rows as they are: what an application or a dropped table left there is somebody's, too.</summary>
    private void WriteSequences(List<SchemaEntry> chosen, bool all)
    {
        ChunkBuffer rows = new();
        SqlLiterals literals = new(_facts);
        using SqliteStatement statement = _connection.Prepare($"SELECT name, seq FROM main.{AutoIncrement.Table} ORDER BY rowid");
        while (statement.Step())
        {
            if (!all && !chosen.Any(t => t.Name == statement.GetString(0)))
                continue;
            rows.Write("INSERT INTO sqlite_sequence(name,seq) VALUES("u8);
            literals.Write(rows, statement, 0);
            rows.WriteByte((byte)',');
            literals.Write(rows, statement, 1);
            rows.Write(");\n"u8);
        }

        // Nothing but such a table makes the place for the rows, and it goes with its own row only.
        bool isMade = chosen.Any(e => e is { IsVirtual: false, Sql: { } sql } && DefinitionText.Read(sql).Words.Contains("AUTOINCREMENT"));
        if (!isMade && rows.Length > 0)
            Append(MakeSequences());
        if (isMade)
            Append("DELETE FROM sqlite_sequence;\n");
        _buffer.Write(rows.WrittenSpan);
        rows.Release();
    }

    private string MakeSequences()
    {
        string name = "backuptools_sequence";
        while (_schema.Any(e => SqliteText.SameName(e.Name, name)))
            name += "_";
        return $"CREATE TABLE {name}(id INTEGER PRIMARY KEY AUTOINCREMENT);\nDROP TABLE {name};\n";
    }

    /// <summary>The entry with a definition in which the sqlite3 command finds nothing of its own.</summary>
    private static SchemaEntry Checked(SchemaEntry entry)
    {
        string? problem = $"{entry.Name}{entry.Table}".Contains('\0', StringComparison.Ordinal) ? "has a zero character in its name" : null;
        if (entry.Sql is null && problem is null)
            return entry;
        DefinitionText text = DefinitionText.Read(entry.Sql ?? "");
        problem ??= text.Problem;
        if (problem is null)
            return entry with { Sql = text.Harmless };
        string name = new([.. entry.Name.Select(c => char.IsControl(c) ? '?' : c)]);
        throw new BackupException(
            ErrorCode.DatabaseCorrupt, $"The definition of the {entry.Type} '{name}' cannot be written as SQL: it {problem}. SQLite makes no such definition; somebody has altered the schema.",
            "Restore the backup as a file instead, and look into its sqlite_master.", name);
    }

    private bool NeedsRowids(SchemaEntry entry)
    {
        TableShape shape = TableShape.Read(_connection, entry.Name);
        if (shape.RowidName is not { } rowid || shape.HasRowidAlias || entry.IsInternal)
            return false;
        string table = SqliteText.Quote(entry.Name);
        return _connection.ScalarInt64($"SELECT ifnull(max({rowid}),0)<>count(*) OR ifnull(min({rowid}),1)<>1 FROM main.{table} NOT INDEXED") != 0;
    }

    private void Append(string text) => _buffer.Write(Encoding.UTF8.GetBytes(text));

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _output.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.Clear();
    }
}
