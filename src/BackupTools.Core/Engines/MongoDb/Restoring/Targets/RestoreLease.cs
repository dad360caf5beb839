using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Catalog;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;
using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Restoring.Targets;

/// <summary>
/// The sign of life of a restore. A server keeps no lock for a session that the death of that would release, so the restore writes down every few seconds,
/// by the server's clock, that it lives; what belongs to one that has not for a minute is left over.
/// </summary>
internal sealed class RestoreLease : IAsyncDisposable
{
    private const string Beat = "beat";
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(60);

    private readonly MongoSession _session;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _beating;
    private BackupException? _lost;

    private RestoreLease(MongoSession session, string name)
    {
        _session = session;
        Name = name;
        _beating = BeatOnAsync();
    }

    /// <summary>The restore's name, which is that of the collection with the sign of life.</summary>
    public string Name { get; }

    /// <summary>Begins a restore in the session's database, and drops what dead ones have left there.</summary>
    /// <param name="session">The session, in the database.</param>
    /// <param name="leftovers">The dead ones, see <see cref="FindDeadAsync"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<RestoreLease> BeginAsync(MongoSession session, IReadOnlyList<string> leftovers, CancellationToken cancellationToken)
    {
        foreach (string restore in leftovers)
            await DropAsync(session, restore, cancellationToken);
        string name = CollectionNames.NewRestore();
        await BeatAsync(session, name, cancellationToken);
        return new RestoreLease(session, name);
    }

    /// <summary>The restores among these names of a database that are dead.</summary>
    /// <param name="session">The session, in the database.</param>
    /// <param name="names">All names of collections in it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<string>> FindDeadAsync(MongoSession session, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        List<string> dead = [];
        foreach (string restore in names.Select(CollectionNames.RestoreOf).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            BsonDocument find = new() { { "find", restore }, { "filter", new BsonDocument("_id", Beat) }, { "limit", 1 }, { "singleBatch", true } };
            BsonDocument answer = await session.RunAsync(find, $"Looking whether the restore '{restore}' still runs", cancellationToken);
            BsonDocument? lease = (answer.GetValue("cursor", BsonNull.Value) as BsonDocument)?.GetValue("firstBatch", BsonNull.Value) is BsonArray { Count: > 0 } batch ? batch[0] as BsonDocument : null;
            if (lease?.GetValue(Beat, BsonNull.Value) is not BsonDateTime beat || await NowAsync(session, cancellationToken) - beat.ToUniversalTime() > DeadAfter)
                dead.Add(restore);
        }

        return dead;
    }

    /// <summary>Drops what a dead restore has built; what it was replacing is not touched.</summary>
    private static async Task DropAsync(MongoSession session, string restore, CancellationToken cancellationToken)
    {
        // The sign of life last: without it nobody would know what the rest belongs to.
        IReadOnlyList<string> names = await CollectionReader.ReadNamesAsync(session, cancellationToken);
        foreach (string name in names.Where(n => CollectionNames.RestoreOf(n) == restore).OrderByDescending(n => n.Length))
            await session.RunAsync(new BsonDocument("drop", name), $"Dropping the unfinished collection '{name}'", cancellationToken, otherwise: ErrorCode.RestoreFailed);
    }

    /// <summary>Holds that the sign of life was given all the time.</summary>
    public void Check()
    {
        if (_lost is { } lost)
            throw lost;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_beating);
        try
        {
            await DropAsync(_session, Name, CancellationToken.None);
        }
        catch (BackupException e)
        {
            WorkLog.Verbose($"What the restore '{Name}' has built stays, and the next restore drops it: {e.Message}");
        }

        _stop.Dispose();
    }

    private static async Task<DateTime> NowAsync(MongoSession session, CancellationToken cancellationToken)
    {
        BsonDocument hello = await session.RunAsync(new BsonDocument("hello", 1), "Asking for the server's time", cancellationToken, "admin");
        return hello.GetValue("localTime", BsonNull.Value) is BsonDateTime time ? time.ToUniversalTime() : DateTime.UtcNow;
    }

    private static async Task BeatAsync(MongoSession session, string name, CancellationToken cancellationToken)
    {
        BsonDocument update = new()
        {
            { "q", new BsonDocument("_id", Beat) }, { "u", new BsonDocument("$set", new BsonDocument(Beat, await NowAsync(session, cancellationToken))) }, { "upsert", true },
        };
        await session.RunAsync(
            new BsonDocument { { "update", name }, { "updates", new BsonArray { update } } }, $"Making the collection '{name}', which says that the restore runs,", cancellationToken,
            otherwise: ErrorCode.RestoreFailed);
    }

    private async Task BeatOnAsync()
    {
        DateTime last = DateTime.UtcNow;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Every, _stop.Token);
                await BeatAsync(_session, Name, _stop.Token);
                last = DateTime.UtcNow;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (BackupException e)
            {
                WorkLog.Debug($"The sign of life of the restore could not be given: {e.Message}");
                if (DateTime.UtcNow - last > DeadAfter - Every)
                {
                    _lost = e;
                    return;
                }
            }
        }
    }
}
