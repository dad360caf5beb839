using System.Collections.Concurrent;
using BackupTools.Tests.Servers.MongoDb.Wire;
using MongoDB.Bson;
using Npgsql;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>The cursors that are open, with what the engine continues each from.</summary>
internal sealed class Cursors(Engine engine) : IAsyncDisposable
{
    private const int QueryPlanKilled = 175;

    private readonly ConcurrentDictionary<long, Cursor> _open = new();

    /// <summary>How many there are.</summary>
    public int Count => _open.Count;

    /// <summary>The first page of a command that gives a cursor.</summary>
    /// <param name="function">The engine's function.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="command">What is asked.</param>
    public async Task<byte[]> OpenAsync(string function, string user, WireCommand command)
    {
        NpgsqlConnection? connection = await engine.OpenAsync(user);
        try
        {
            object?[] page = await EngineCall.RowAsync(
                connection, $"SELECT cursorpage::bytea, continuation::bytea, persistconnection, cursorid FROM documentdb_api.{function}($1, {EngineCall.Document(2)})",
                command.Database, command.Body);
            if (page[1] is not byte[] continuation || page[3] is not (long id and not 0))
                return (byte[])page[0]!;
            bool isKept = page[2] is true;
            _open[id] = new Cursor(user, command.Database, $"{command.Database}.{command.Target}", continuation, isKept ? connection : null);
            if (isKept)
                connection = null;
            return (byte[])page[0]!;
        }
        finally
        {
            if (connection is not null)
                await connection.DisposeAsync();
        }
    }

    /// <summary>The next page.</summary>
    public async Task<byte[]> NextAsync(string user, WireCommand command)
    {
        long id = command.Document.GetElement(0).Value.AsInt64;
        if (!_open.TryRemove(id, out Cursor? cursor) || cursor.User != user || cursor.Database != command.Database)
            throw new CommandException(ErrorCodes.CursorNotFound, $"cursor id {id} not found");
        if (cursor.KilledBy is { } reason)
        {
            if (cursor.Connection is not null)
                await ReleaseAsync(cursor.Connection);
            throw new CommandException(QueryPlanKilled, reason);
        }

        NpgsqlConnection connection = cursor.Connection ?? await engine.OpenAsync(user);
        bool isOpen = false;
        try
        {
            object?[] page = await EngineCall.RowAsync(
                connection, $"SELECT cursorpage::bytea, continuation::bytea FROM documentdb_api.cursor_get_more($1, {EngineCall.Document(2)}, {EngineCall.Document(3)})",
                command.Database, command.Body, cursor.Continuation);
            if (page[1] is byte[] continuation)
            {
                _open[id] = cursor with { Continuation = continuation };
                isOpen = true;
            }

            return (byte[])page[0]!;
        }
        finally
        {
            if (cursor.Connection is null || !isOpen)
                await connection.DisposeAsync();
        }
    }

    /// <summary>Closes cursors that a client names.</summary>
    public async Task<BsonDocument> KillAsync(WireCommand command)
    {
        BsonArray killed = [], notFound = [];
        foreach (BsonValue id in command["cursors"]!.AsBsonArray)
        {
            bool isThere = _open.TryRemove(id.AsInt64, out Cursor? cursor);
            (isThere ? killed : notFound).Add(id);
            if (cursor?.Connection is { } connection)
                await ReleaseAsync(connection);
        }

        return new BsonDocument
        {
            { "cursorsKilled", killed }, { "cursorsNotFound", notFound }, { "cursorsAlive", new BsonArray() }, { "cursorsUnknown", new BsonArray() }, { "ok", 1.0 },
        };
    }

    /// <summary>What was dropped or renamed is read no further: the engine would answer as if that were all.</summary>
    /// <param name="isGone">Tells from a namespace whether it is.</param>
    /// <param name="reason">What a client is told that goes on reading.</param>
    public void Invalidate(Func<string, bool> isGone, string reason)
    {
        foreach ((long id, Cursor cursor) in _open.Where(c => isGone(c.Value.Namespace)))
            _open.TryUpdate(id, cursor with { KilledBy = reason }, cursor);
    }

    /// <summary>The session goes back to the others without the rows that it held.</summary>
    private static async Task ReleaseAsync(NpgsqlConnection connection)
    {
        await using (connection)
        await using (NpgsqlCommand close = EngineCall.Command(connection, "CLOSE ALL"))
            await close.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Cursor cursor in _open.Values)
        {
            if (cursor.Connection is not null)
                await cursor.Connection.DisposeAsync();
        }
    }

    /// <param name="User">Whose it is.</param>
    /// <param name="Database">Where it was opened.</param>
    /// <param name="Namespace">What it reads.</param>
    /// <param name="Continuation">What the engine goes on from.</param>
    /// <param name="Connection">The session that holds its rows, where one does.</param>
    /// <param name="KilledBy">Why it cannot be read any more.</param>
    private sealed record Cursor(string User, string Database, string Namespace, byte[] Continuation, NpgsqlConnection? Connection, string? KilledBy = null);
}
