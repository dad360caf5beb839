using System.Globalization;
using System.Runtime.InteropServices;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Restoring.Targets;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Text;
using BackupTools.Engines.MySql.Wire;
using MySqlConnector;

namespace BackupTools.Engines.MySql.Restoring.Loading;

/// <summary>A session that sends rows: with <c>LOAD DATA LOCAL</c> where the server takes it, else with INSERT.</summary>
internal sealed class RowLoader : IAsyncDisposable
{
    /// <summary>Longer statements make nothing faster.</summary>
    private const long LongestInsert = 4 * 1024 * 1024;

    private readonly string _database;
    private readonly ControlSession? _driver;
    private readonly WireConnection? _wire;
    private readonly long _longest;
    private readonly ChunkBuffer _statement = new();

    private RowLoader(string database, ControlSession? driver, WireConnection? wire, long longest)
    {
        _database = database;
        _driver = driver;
        _wire = wire;
        _longest = longest;
    }

    /// <summary>Opens a session.</summary>
    /// <param name="settings">The server.</param>
    /// <param name="lockTimeout">How long to wait for locks.</param>
    /// <param name="database">The database that takes the rows.</param>
    /// <param name="state">What the server takes.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static async Task<RowLoader> OpenAsync(
        ServerSettings settings, TimeSpan lockTimeout, string database, TargetState state, CancellationToken cancellationToken)
    {
        settings = settings with { Database = database };
        if (!state.TakesLocalFiles)
        {
            WireConnection wire = await DefinitionSession.ConnectAsync(settings, state.Version, lockTimeout, cancellationToken);
            return new RowLoader(database, null, wire, Math.Min(LongestInsert, state.MaxPacket / 2));
        }

        ControlSession driver = await ControlSession.OpenAsync(settings, lockTimeout, cancellationToken, loads: true);
        try
        {
            foreach (string statement in SessionDefaults.Restoring(state.Version))
                await driver.ExecuteAsync(statement, cancellationToken);
            return new RowLoader(database, driver, null, 0);
        }
        catch
        {
            await driver.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a statement between loads: a transaction's beginning, or its end.</summary>
    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        _driver?.ExecuteAsync(sql, cancellationToken) ?? _wire!.ExecuteAsync(sql, cancellationToken);

    /// <summary>Sends the rows of a chunk, and holds that the server has taken every one of them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The first thing that the server remarked; null where it remarked nothing.</returns>
    public async Task<string?> LoadAsync(SchemaEntry table, ReadOnlyMemory<byte> rows, long count, CancellationToken cancellationToken)
    {
        if (_driver is null)
        {
            await InsertAsync(table, rows, cancellationToken);
            return null;
        }

        string what = $"Loading rows into the table '{table.Name}'";
        int taken = await _driver.GuardAsync(
            what, () => Loader(table, rows).LoadAsync(cancellationToken), ErrorCode.RestoreFailed);
        List<(string Level, string Message)> remarks = await _driver.QueryAsync(
            "SHOW WARNINGS LIMIT 1", row => (row.TextOrEmpty(0), row.TextOrEmpty(2)), cancellationToken);
        string? remark = remarks.Count == 0 || remarks[0].Level == "Note" ? null : ShownText.Clean(remarks[0].Message);
        if (taken == count)
            return remark;
        throw new BackupException(
            ErrorCode.RestoreFailed,
            string.Create(CultureInfo.InvariantCulture, $"{what} failed: the server took {taken:N0} of {count:N0} rows{(remark is null ? "" : $" and says: {remark.TrimEnd('.')}")}."),
            "Look whether the table, or what is in it already, is what the backup has.", table.Name);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_driver is not null)
            await _driver.DisposeAsync();
        if (_wire is not null)
            await _wire.DisposeAsync();
    }

    private MySqlBulkLoader Loader(SchemaEntry table, ReadOnlyMemory<byte> rows)
    {
        MySqlBulkLoader loader = new(_driver!.Driver)
        {
            TableName = SqlText.Name(_database, table.Name),
            // The bytes are as the server stores them.
            CharacterSet = "binary",
            FieldTerminator = "\t",
            LineTerminator = "\n",
            EscapeCharacter = '\\',
            Local = true,
            Timeout = 0,
            SourceStream = MemoryMarshal.TryGetArray(rows, out ArraySegment<byte> array)
                ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
                : new MemoryStream(rows.ToArray(), writable: false),
        };
        for (int i = 0; i < table.Columns.Count; i++)
        {
            DataColumn column = table.Columns[i];
            string variable = $"@v{i.ToString(CultureInfo.InvariantCulture)}";
            loader.Columns.Add(column.Form == ColumnForm.Bytes ? SqlText.Name(column.Name) : variable);
            if (column.Form == ColumnForm.Text)
                loader.Expressions.Add($"{SqlText.Name(column.Name)} = CONVERT({variable} USING utf8mb4)");
            else if (column.Form == ColumnForm.RowEnd)
                loader.Expressions.Add($"{SqlText.Name(column.Name)} = {RowEnd.Of(variable, _driver.Version)}");
        }

        return loader;
    }

    private async Task InsertAsync(SchemaEntry table, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
    {
        InsertText text = new(_database, table);
        for (int at = 0; at < rows.Length;)
        {
            at = rows.Length - text.Write(rows.Span[at..], _longest, _statement, out _).Length;
            await _wire!.ExecuteAsync(_statement.WrittenMemory, $"Inserting rows into the table '{table.Name}'", cancellationToken);
        }
    }
}
