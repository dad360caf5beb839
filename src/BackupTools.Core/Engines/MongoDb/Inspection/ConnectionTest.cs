using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Catalog;
using BackupTools.Engines.MongoDb.Connections;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;
using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Inspection;

/// <summary>Tries a connection, and looks for what a backup would lack.</summary>
internal static class ConnectionTest
{
    /// <summary>Runs the test; a failure to connect is in the report.</summary>
    public static async Task<ConnectionReport> RunAsync(DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            ServerSettings settings = SettingsResolver.Resolve(connection);
            await using MongoSession session = await MongoSession.OpenAsync(settings, 1, toWrite: false, cancellationToken);
            await session.RunAsync(new BsonDocument("ping", 1), "Asking for an answer", cancellationToken, "admin");
            TimeSpan latency = Stopwatch.GetElapsedTime(started);
            List<string> findings = [.. OfMoments(session.Facts)];
            bool mayRead = settings.Database is null || await FindAsync(session, findings, cancellationToken);
            return new ConnectionReport(connection, mayRead, session.Facts.Version, latency, findings);
        }
        catch (BackupException e)
        {
            return new ConnectionReport(connection, false, null, Stopwatch.GetElapsedTime(started), [e.Message]) { Error = e };
        }
    }

    private static IEnumerable<string> OfMoments(ServerFacts facts)
    {
        if (facts.Topology == Topology.Standalone)
            yield return "The server is by itself and keeps no moments: a backup is not of one moment, but each collection as it was when it was read.";
        else if (!facts.ReadsMoments)
            yield return $"A server of version {facts.Version} does not keep moments for readers: a backup is not of one moment, but each collection as it was when it was read.";
    }

    /// <summary>Reads every definition, as a backup does, and the first documents.</summary>
    private static async Task<bool> FindAsync(MongoSession session, List<string> findings, CancellationToken cancellationToken)
    {
        try
        {
            await DatabaseSession.CheckExistsAsync(session, cancellationToken);
            IReadOnlyList<StoredCollection> collections = await CollectionReader.ReadAsync(session, cancellationToken);
            collections = await CollectionReader.WithIndexesAsync(session, collections, cancellationToken);
            foreach (StoredCollection collection in collections.Where(c => c.Definition.HasDocuments))
            {
                await session.RunAsync(
                    new BsonDocument { { "find", collection.Definition.DocumentsName }, { "limit", 1 }, { "singleBatch", true }, { "projection", new BsonDocument("_id", 1) } },
                    $"Reading the collection '{collection.Name}'", cancellationToken);
            }

            findings.AddRange((await CollectionReader.ReadNamesAsync(session, cancellationToken)).Where(CollectionNames.IsKept).Select(CollectionNames.DescribeKept));
            return true;
        }
        catch (BackupException e)
        {
            findings.Add(e.Message);
            return false;
        }
    }
}
