using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Contents;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Reading;

/// <summary>Reads what tables hold as a backup does, and keeps the figures only.</summary>
internal static class ContentReader
{
    private const int ChunkSize = 1024 * 1024;

    /// <summary>Reads the tables that the archive names; one that the database lacks is missing in the result.</summary>
    public static async Task<IReadOnlyList<TableContent>> ReadAsync(
        DbConnectionInfo connection, IReadOnlyList<ArchiveObject> tables, CancellationToken cancellationToken)
    {
        ServerSettings settings = SessionOpening.WithDatabase(connection);
        Dictionary<string, string> wanted = tables.Where(t => t.Kind == ArchiveObjects.Table).ToDictionary(t => t.Name, t => t.Schema, StringComparer.Ordinal);
        List<StoredTable> stored;
        await using (ControlSession catalog = await ControlSession.OpenAsync(settings, connection.LockTimeout, cancellationToken))
            stored = [.. (await TableReader.ReadAsync(catalog, settings.Database!, cancellationToken)).Where(t => wanted.ContainsKey(t.Name))];
        await using Snapshot snapshot = await Snapshot.OpenAsync(settings, connection.LockTimeout, stored, Environment.ProcessorCount, cancellationToken);
        await using RowReader reader = await RowReader.OpenAsync(snapshot, stored, ChunkSize, cancellationToken);

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(reader.Parts.Select(p => p.DrainAsync(stop)));
        await reader.CheckAsync(cancellationToken);
        return [.. reader.Contents("").Select(c => c with { Schema = wanted[c.Name] })];
    }
}
