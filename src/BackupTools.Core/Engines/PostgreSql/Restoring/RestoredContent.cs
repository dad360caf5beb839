using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Reading;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>Reads back what is about to be published, and compares it with what the archive says.</summary>
internal static class RestoredContent
{
    /// <exception cref="BackupException"><see cref="ErrorCode.RestoredContentDiffers"/>, naming every table that differs.</exception>
    public static async Task CheckAsync(RestoreScope scope, string database, CancellationToken cancellationToken)
    {
        List<ArchiveObject> counted = [.. scope.Contents.DataObjectsBut(scope.Skipped)
            .Select(i => scope.Contents.Manifest.Objects[i]).Where(t => t.Rows is not null)];
        IReadOnlyList<TableContent> contents = await ContentReader.ReadAsync(
            scope.Request.Connection with { Database = database }, counted, cancellationToken);
        IReadOnlyList<string> differences = ContentComparison.FindDifferences(counted, contents);
        if (differences.Count > 0)
        {
            throw new BackupException(
                ErrorCode.RestoredContentDiffers,
                $"What was restored is not what the backup says: {string.Join(" ", differences)}",
                "Use another copy of the backup, or another backup.", scope.Target);
        }
    }
}
