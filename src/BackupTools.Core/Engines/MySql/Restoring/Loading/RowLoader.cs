using System.Globalization;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Restoring.Targets;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Wire;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Restoring.Loading;

/// <summary>A session that sends rows: with <c>LOAD DATA LOCAL</c> where the server takes it, else with INSERT.</summary>
internal sealed class RowLoader : IAsyncDisposable
{
    /// <summary>Longer statements make nothing faster.</summary>
    private const long LongestInsert = 4 * 1024 * 1024;

    private readonly string _database;
    private readonly TargetState _state;
    private readonly WireConnection _connection;
    private readonly ChunkBuffer _statement = new();

    private RowLoader(string database, TargetState state, WireConnection connection)
    {
        _database = database;
        _state = state;
        _connection = connection;
    }

    /// <summary>Opens a session.</summary>
    /// <param name="settings">The server.</param>
    /// <param name="lockTimeout">How long to wait for locks.</param>
    /// <param name="database">The database that takes the rows.</param>
    /// <param name="state">What the server takes.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static async Task<RowLoader> OpenAsync(
        ServerSettings settings, TimeSpan lockTimeout, string database, TargetState state, CancellationToken cancellationToken) => new(
        database, state,
        await DefinitionSession.ConnectAsync(settings with { Database = database }, state.Version, lockTimeout, cancellationToken, state.TakesLocalFiles));

    /// <summary>Runs a statement between loads: a transaction's beginning, or its end.</summary>
    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) => _connection.ExecuteAsync(sql, cancellationToken);

    /// <summary>Sends the rows of a chunk, and holds that the server has taken every one of them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The first thing that the server remarked; null where it remarked nothing.</returns>
    public async Task<string?> LoadAsync(SchemaEntry table, ReadOnlyMemory<byte> rows, long count, CancellationToken cancellationToken)
    {
        if (!_state.TakesLocalFiles)
        {
            await InsertAsync(table, rows, cancellationToken);
            return null;
        }

        string what = $"Loading rows into the table '{table.Name}'";
        LoadAnswer answer = await _connection.LoadAsync(LoadText.Of(_database, table, _state.Version), rows, what, cancellationToken);
        string? remark = answer.Warnings == 0 ? null : await FirstRemarkAsync(cancellationToken);
        if (answer.Rows == count)
            return remark;
        throw new BackupException(
            ErrorCode.RestoreFailed,
            string.Create(CultureInfo.InvariantCulture, $"{what} failed: the server took {answer.Rows:N0} of {count:N0} rows{(remark is null ? "" : $" and says: {remark.TrimEnd('.')}")}."),
            "Look whether the table, or what is in it already, is what the backup has.", table.Name);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<string?> FirstRemarkAsync(CancellationToken cancellationToken)
    {
        _statement.Clear();
        await _connection.SendAsync("SHOW WARNINGS LIMIT 1", cancellationToken);
        _connection.ReadRows(_statement, int.MaxValue, new RowDigest(), cancellationToken);
        string[] fields = Encoding.UTF8.GetString(_statement.WrittenSpan).TrimEnd('\n').Split('\t');
        return fields.Length < 3 || fields[0] == "Note" ? null : ShownText.Clean(fields[2]);
    }

    private async Task InsertAsync(SchemaEntry table, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
    {
        InsertText text = new(_database, table);
        long longest = Math.Min(LongestInsert, _state.MaxPacket / 2);
        for (int at = 0; at < rows.Length;)
        {
            at = rows.Length - text.Write(rows.Span[at..], longest, _statement, out _).Length;
            await _connection.ExecuteAsync(_statement.WrittenMemory, $"Inserting rows into the table '{table.Name}'", cancellationToken);
        }
    }
}
