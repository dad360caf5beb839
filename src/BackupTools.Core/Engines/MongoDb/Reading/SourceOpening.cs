using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Catalog;
using BackupTools.Engines.MongoDb.Connections;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;
using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Reading;

/// <summary>Opens a database for a backup.</summary>
internal static class SourceOpening
{
    private const int Attempts = 5;

    /// <summary>Opens it.</summary>
    public static async Task<IBackupSource> OpenAsync(BackupRequest request, CancellationToken cancellationToken)
    {
        MongoSession session = await DatabaseSession.OpenAsync(request.Connection, request.Parallelism, toWrite: false, cancellationToken);
        try
        {
            await DatabaseSession.CheckExistsAsync(session, cancellationToken);
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                if (await TryOpenAsync(session, request, cancellationToken) is { } source)
                    return source;
            }

            throw new BackupException(
                ErrorCode.DatabaseChanged, $"Collections of the database '{session.Database}' are made, altered or dropped so often that they were never found unchanged.",
                "Try again later.", session.Database, isTransient: true);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the moment; null where what is in the database has changed around it.</summary>
    private static async Task<MongoBackupSource?> TryOpenAsync(MongoSession session, BackupRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredCollection> all = await CollectionReader.ReadAsync(session, cancellationToken);
        IReadOnlyList<StoredCollection> indexed = await CollectionReader.WithIndexesAsync(session, all, cancellationToken);
        ChosenCollections chosen = ChosenCollections.Of([.. indexed.Select(c => c.Definition)], request.Selection, session.Database, $"The database '{session.Database}'");
        HashSet<string> names = [.. chosen.Definitions.Select(d => d.Name)];
        HashSet<string> withDocuments = [.. chosen.Definitions.Where(d => d.HasDocuments).Select(d => d.Name)];
        IReadOnlyList<StoredCollection> read = await CollectionReader.WithSizesAsync(session, [.. indexed.Where(c => withDocuments.Contains(c.Name))], cancellationToken);
        Moment moment = await Moment.ChooseAsync(session, read, cancellationToken);
        // What was made between the listing and the moment would be missing, and what was dropped would come out empty.
        IReadOnlyList<StoredCollection> again = await CollectionReader.ReadAsync(session, cancellationToken);
        if (CollectionChanges.Between(all, again) is { } difference)
        {
            WorkLog.Verbose($"The database '{session.Database}' is looked at again, because {difference}.");
            return null;
        }

        DocumentReader reader = await DocumentReader.OpenAsync(session, moment, read, request.Parallelism, request.ChunkSize, cancellationToken);
        return new MongoBackupSource(session, moment, chosen, [.. indexed.Where(c => names.Contains(c.Name))], reader)
        {
            ServerId = await ServerIdAsync(session, cancellationToken),
            Abandoned = [.. (await CollectionReader.ReadNamesAsync(session, cancellationToken)).Where(CollectionNames.IsKept).Order(StringComparer.Ordinal)],
        };
    }

    private static async Task<string?> ServerIdAsync(MongoSession session, CancellationToken cancellationToken)
    {
        if (session.Facts.Topology != Topology.ReplicaSet)
            return null;
        BsonDocument? answer = await session.RunUnlessAsync(new BsonDocument("replSetGetConfig", 1), "Asking for the identity of the replica set", null, cancellationToken, "admin");
        return answer?.GetValue("config", BsonNull.Value) is BsonDocument config && config.GetValue("settings", BsonNull.Value) is BsonDocument settings
            && settings.GetValue("replicaSetId", BsonNull.Value) is BsonObjectId id ? id.ToString() : null;
    }
}
