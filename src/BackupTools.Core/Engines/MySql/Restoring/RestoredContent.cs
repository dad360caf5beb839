using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Reading;

namespace BackupTools.Engines.MySql.Restoring;

/// <summary>
/// Reads back what is about to be published, and compares it with what the archive says: all tables where that is asked for, else those
/// of which the server remarked something when it took their rows.
/// </summary>
internal static class RestoredContent
{
    /// <exception cref="BackupException"><see cref="ErrorCode.RestoredContentDiffers"/>, naming every table that differs.</exception>
    public static async Task CheckAsync(RestoreScope scope, DatabaseBuild build, string database, CancellationToken cancellationToken)
    {
        List<ArchiveObject> read = [.. scope.Contents.Tables.Where(t => t.Rows is not null && (scope.Request.Verify || build.Remarks.ContainsKey(t.Name)))];
        if (read.Count == 0)
            return;
        IReadOnlyList<TableContent> contents = await ContentReader.ReadAsync(scope.Request.Connection with { Database = database }, read, cancellationToken);
        IReadOnlyList<string> differences = ContentComparison.FindDifferences(read, contents);
        if (differences.Count == 0)
            return;
        string remarks = string.Join(" ", build.Remarks.Select(r => $"Of '{r.Key}' the server said: {r.Value.TrimEnd('.')}.").Take(3));
        throw new BackupException(
            ErrorCode.RestoredContentDiffers, $"What was restored is not what the backup says: {string.Join(" ", differences)} {remarks}".TrimEnd(),
            "Use another copy of the backup, or another backup.", scope.Target);
    }
}
