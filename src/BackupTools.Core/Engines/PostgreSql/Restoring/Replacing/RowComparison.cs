using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>Reads back, in the transaction that nobody else can look into, the rows that were loaded.</summary>
internal static class RowComparison
{
    private const int BufferSize = 1024 * 1024;

    /// <exception cref="BackupException"><see cref="ErrorCode.RestoredContentDiffers"/>, naming every table that differs.</exception>
    public static async Task CheckAsync(IBulkConnection session, RestoreContents contents, string database, CancellationToken cancellationToken)
    {
        List<ArchiveObject> counted = [];
        List<TableContent> found = [];
        foreach (int i in contents.DataObjects.Where(i => contents.Manifest.Objects[i].Rows is not null))
        {
            ArchiveObject table = contents.Manifest.Objects[i];
            string columns = string.Join(", ", contents.Columns(i).Select(SqlText.Name));
            await session.SendCopyOutAsync($"COPY (SELECT {columns} FROM ONLY {SqlText.Name(table.Schema, table.Name)}) TO STDOUT", cancellationToken);
            RowDigest digest = new();
            await Task.Run(() => Read(session, digest, cancellationToken), CancellationToken.None);
            counted.Add(table);
            found.Add(new TableContent(table.Schema, table.Name, digest.Rows, digest.Checksum));
        }

        if (ContentComparison.FindDifferences(counted, found) is { Count: > 0 } differences)
        {
            throw new BackupException(
                ErrorCode.RestoredContentDiffers, $"What was restored is not what the backup says: {string.Join(" ", differences)}",
                "Use another copy of the backup, or another backup.", database);
        }
    }

    private static void Read(IBulkConnection session, RowDigest digest, CancellationToken cancellationToken)
    {
        ChunkBuffer rows = new();
        while (!session.ReadRows(rows, BufferSize, digest, cancellationToken))
            rows.Clear();
        rows.Release();
    }
}
