using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Reading.Ranges;

namespace BackupTools.Engines.PostgreSql.Reading;

/// <summary>Reads what tables hold as a backup does, and keeps the figures only.</summary>
internal static class ContentReader
{
    private const int ChunkSize = 1024 * 1024;

    /// <summary>Reads the tables that the archive names; one that the database lacks is missing in the result.</summary>
    public static async Task<IReadOnlyList<TableContent>> ReadAsync(
        DbConnectionInfo connection, IReadOnlyList<ArchiveObject> tables, CancellationToken cancellationToken)
    {
        HashSet<(string, string)> wanted = [.. tables.Where(t => t.Kind == ArchiveObjects.Table).Select(t => (t.Schema, t.Name))];
        await using Snapshot snapshot = await Snapshot.OpenAsync(connection, t => wanted.Contains((t.Schema, t.Name)), cancellationToken);
        IReadOnlyList<StoredTable> stored = await snapshot.DescribeTablesAsync(cancellationToken);
        LargeObjectRanges? largeObjects = tables.Any(t => t.Kind == ArchiveObjects.LargeObjects)
            ? await snapshot.FindLargeObjectsAsync(cancellationToken)
            : null;
        await using RowReader reader = await RowReader.OpenAsync(
            snapshot, stored, largeObjects, ChunkSize, Environment.ProcessorCount, cancellationToken);

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(reader.Parts.Select(p => p.DrainAsync(stop)));
        await reader.CheckAsync(cancellationToken);
        return reader.Contents;
    }
}
