using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Catalog;
using BackupTools.Engines.MongoDb.Contents;
using BackupTools.Engines.MongoDb.Sessions;

namespace BackupTools.Engines.MongoDb.Reading;

/// <summary>Reads what collections hold as a backup does, and keeps the figures only.</summary>
internal static class ContentReader
{
    private const int ChunkSize = 8 * 1024 * 1024;

    /// <summary>Reads the collections that the archive names; one that the database lacks is missing in the result.</summary>
    public static async Task<IReadOnlyList<TableContent>> ReadAsync(
        DbConnectionInfo connection, IReadOnlyList<ArchiveObject> tables, CancellationToken cancellationToken)
    {
        Dictionary<string, string> wanted = tables.Where(t => t.Kind == ArchiveObjects.Table).ToDictionary(t => t.Name, t => t.Schema, StringComparer.Ordinal);
        await using MongoSession session = await DatabaseSession.OpenAsync(connection, Environment.ProcessorCount, toWrite: false, cancellationToken);
        IReadOnlyList<StoredCollection> stored = await CollectionReader.ReadAsync(session, cancellationToken);
        return [.. (await ReadAsync(session, [.. stored.Where(c => wanted.ContainsKey(c.Name))], cancellationToken)).Select(c => c with { Schema = wanted[c.Name] })];
    }

    /// <summary>Reads collections.</summary>
    /// <param name="session">The session.</param>
    /// <param name="stored">The collections.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<IReadOnlyList<TableContent>> ReadAsync(MongoSession session, IReadOnlyList<StoredCollection> stored, CancellationToken cancellationToken)
    {
        stored = await CollectionReader.WithSizesAsync(session, stored, cancellationToken);
        Moment moment = await Moment.ChooseAsync(session, stored, cancellationToken);
        await using DocumentReader reader = await DocumentReader.OpenAsync(session, moment, stored, Environment.ProcessorCount, ChunkSize, cancellationToken);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(reader.Parts.Select(p => p.DrainAsync(stop)));
        await reader.CheckAsync(cancellationToken);
        return reader.Contents("");
    }
}
