using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Catalog;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;

namespace BackupTools.Engines.MongoDb.Inspection;

/// <summary>Lists the collections and views of a database.</summary>
internal static class CollectionListing
{
    /// <summary>The collections in the order of their names.</summary>
    public static async Task<IReadOnlyList<TableInfo>> ReadAsync(DbConnectionInfo connection, bool countRows, CancellationToken cancellationToken)
    {
        await using MongoSession session = await DatabaseSession.OpenAsync(connection, Environment.ProcessorCount, toWrite: false, cancellationToken);
        await DatabaseSession.CheckExistsAsync(session, cancellationToken);
        IReadOnlyList<StoredCollection> collections = await CollectionReader.ReadAsync(session, cancellationToken);
        collections = await CollectionReader.WithSizesAsync(session, collections, cancellationToken);
        List<TableInfo> result = [];
        foreach (StoredCollection collection in collections)
        {
            result.Add(new TableInfo(
                connection with { Database = session.Database }, session.Database, session.Database, collection.Name, KindOf(collection.Definition),
                countRows && collection.Definition.HasDocuments ? await CollectionReader.CountAsync(session, collection.Name, cancellationToken) : null,
                collection.Definition.Kind == CollectionKind.View ? null : collection.DiskBytes)
            {
                HoldsRows = collection.Definition.HasDocuments,
            });
        }

        return result;
    }

    private static string KindOf(CollectionDefinition definition) => definition switch
    {
        { IsCapped: true } => "capped collection",
        { Kind: CollectionKind.Collection, IsClustered: true } => "clustered collection",
        _ => definition.Words,
    };
}
