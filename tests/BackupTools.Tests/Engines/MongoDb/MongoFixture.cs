using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Servers.MongoDb;
using MongoDB.Bson;
using MongoDB.Driver;

namespace BackupTools.Tests.Engines.MongoDb;

/// <summary>Databases to try things on, and what is in them as the official driver sees it.</summary>
internal static class MongoFixture
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static DbConnectionInfo Connect(MongoDbServer server, string? database) =>
        BuiltIn.Components.GetEngine("mongodb").ParseConnection(server.Connection(database));

    public static Task InsertAsync(MongoDbServer server, string database, string collection, IEnumerable<BsonDocument> documents) =>
        server.Client.GetDatabase(database).GetCollection<BsonDocument>(collection).InsertManyAsync(documents, new InsertManyOptions { IsOrdered = true }, Token);

    /// <summary>Everything in a database: the names, options and indexes of its collections, and every document as its bytes.</summary>
    public static async Task<IReadOnlyList<string>> DescribeAsync(MongoDbServer server, string database)
    {
        List<string> result = [];
        IMongoDatabase db = server.Client.GetDatabase(database);
        foreach (BsonDocument collection in await (await db.ListCollectionsAsync(cancellationToken: Token)).ToListAsync(Token))
        {
            string name = collection["name"].AsString;
            result.Add($"{name} {collection.GetValue("type", "")} {collection.GetValue("options", new BsonDocument()).ToJson()}");
            if (collection.GetValue("type", "") == "view")
                continue;
            foreach (BsonDocument index in await (await db.GetCollection<BsonDocument>(name).Indexes.ListAsync(Token)).ToListAsync(Token))
                result.Add($"{name} index {Convert.ToHexString(index.ToBson())}");
            foreach (RawBsonDocument document in await (await db.GetCollection<RawBsonDocument>(name).FindAsync(FilterDefinition<RawBsonDocument>.Empty, cancellationToken: Token)).ToListAsync(Token))
            {
                byte[] bytes = new byte[document.Slice.Length];
                document.Slice.GetBytes(0, bytes, 0, bytes.Length);
                result.Add($"{name} {(bytes.Length < 500 ? Convert.ToHexString(bytes) : $"{bytes.Length} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes))}")}");
            }
        }

        return [.. result.Order(StringComparer.Ordinal)];
    }

    public static async Task<BackupInfo> BackUpAsync(IBackupStorage storage, DbConnectionInfo source, ObjectSelection? selection = null, int parallelism = 2, int chunkSize = 256 * 1024)
    {
        BackupJobResult result = await BackupJob.RunAsync(
            BuiltIn.Components,
            new BackupJobOptions { Connection = source, Storages = [storage], ChunkSize = chunkSize, Selection = selection ?? ObjectSelection.Everything, Parallelism = parallelism }, Token);
        Assert.Empty(result.Failures);
        return result.Backups[0];
    }

    public static Task<RestoreResult> RestoreAsync(
        IBackupStorage storage, BackupInfo backup, DbConnectionInfo target, IfExists ifExists = IfExists.Fail, bool verify = true, params string[] tables) => RestoreJob.RunAsync(
        BuiltIn.Components,
        new RestoreJobOptions
        {
            Archive = new(storage, backup.Name), Target = target, Verify = verify && ifExists != IfExists.Append, IfExists = ifExists, Selection = new() { Tables = tables }, Parallelism = 2,
        },
        Token);
}
