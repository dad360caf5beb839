using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Connections;
using MongoDB.Bson;
using MongoDB.Bson.Serialization.Serializers;
using MongoDB.Driver;

namespace BackupTools.Engines.MongoDb.Sessions;

/// <summary>
/// Commands to one server. They go to one and no other, since a cursor lives where it was opened, and answers come back as bytes.
/// </summary>
internal sealed class MongoSession : IAsyncDisposable
{
    private readonly MongoClient _client;

    internal MongoSession(MongoClient client, ServerFacts facts, SessionContext context)
    {
        _client = client;
        Facts = facts;
        Context = context;
    }

    /// <summary>What the server says of itself.</summary>
    public ServerFacts Facts { get; }

    /// <summary>Where it is, for errors.</summary>
    public SessionContext Context { get; }

    /// <summary>The database; empty for none.</summary>
    public string Database => Context.Database;

    /// <summary>Opens it.</summary>
    /// <param name="settings">Who, where and how.</param>
    /// <param name="workers">How many commands may be under way at the same time.</param>
    /// <param name="toWrite">True where the server has to take changes.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static Task<MongoSession> OpenAsync(ServerSettings settings, int workers, bool toWrite, CancellationToken cancellationToken) =>
        SessionOpening.OpenAsync(settings, workers, toWrite, cancellationToken);

    /// <summary>The same server with another database.</summary>
    /// <param name="database">Its name.</param>
    public MongoSession In(string database) => new(_client, Facts, Context with { Database = database });

    /// <summary>Begins a session of the server's, in which a cursor can live.</summary>
    public IClientSessionHandle BeginCursors() => _client.StartSession(new ClientSessionOptions { CausalConsistency = false });

    /// <summary>Runs a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="what">What is done and on what, without a full stop.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="database">The database; null for the session's.</param>
    /// <param name="otherwise">The code of errors that no other code describes.</param>
    public async Task<BsonDocument> RunAsync(
        BsonDocument command, string what, CancellationToken cancellationToken, string? database = null, ErrorCode otherwise = ErrorCode.DatabaseReadFailed)
    {
        try
        {
            return await SendAsync(command, database, cancellationToken);
        }
        catch (Exception e) when (MongoErrors.IsDriver(e))
        {
            throw MongoErrors.Translate(e, Context, what, otherwise);
        }
    }

    /// <summary>Runs a command that a server may refuse.</summary>
    /// <param name="command">The command.</param>
    /// <param name="what">What is done and on what, without a full stop.</param>
    /// <param name="refusal">The only error code that counts as a refusal; null for every one that the server itself says.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="database">The database; null for the session's.</param>
    /// <returns>The answer; null where it was refused.</returns>
    public async Task<BsonDocument?> RunUnlessAsync(
        BsonDocument command, string what, int? refusal, CancellationToken cancellationToken, string? database = null)
    {
        try
        {
            return await SendAsync(command, database, cancellationToken);
        }
        catch (Exception e) when (MongoErrors.IsDriver(e))
        {
            if (MongoErrors.CodeOf(e) is { } code && (refusal is null || refusal == code))
                return null;
            throw MongoErrors.Translate(e, Context, what, ErrorCode.RestoreFailed);
        }
    }

    /// <summary>Runs a command, and gives the answer as its bytes.</summary>
    /// <param name="handle">The session that it belongs to; null for none.</param>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<RawReply> RunRawAsync(IClientSessionHandle? handle, BsonDocument command, CancellationToken cancellationToken)
    {
        BsonDocumentCommand<RawBsonDocument> raw = new(command, RawBsonDocumentSerializer.Instance);
        IMongoDatabase database = _client.GetDatabase(Database);
        using RawBsonDocument answer = handle is null
            ? await database.RunCommandAsync(raw, ReadPreference.PrimaryPreferred, cancellationToken)
            : await database.RunCommandAsync(handle, raw, ReadPreference.PrimaryPreferred, cancellationToken);
        return RawReply.Of(answer);
    }

    private Task<BsonDocument> SendAsync(BsonDocument command, string? database, CancellationToken cancellationToken) =>
        _client.GetDatabase(database ?? Database).RunCommandAsync<BsonDocument>(command, ReadPreference.PrimaryPreferred, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }
}
