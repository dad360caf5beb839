using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Contents;
using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>Reads back what is about to be published, and compares it with what the archive says.</summary>
internal static class RestoredContent
{
    /// <exception cref="BackupException"><see cref="ErrorCode.RestoredContentDiffers"/>, naming every table that differs.</exception>
    public static void Check(
        SqliteLibrary library, string file, string target, IReadOnlyList<ArchiveObject> tables, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = SqliteConnection.OpenImmutable(library, file, cancellationToken);
        using CancellationTokenRegistration interrupt = connection.InterruptOn(cancellationToken);
        Check(connection, target, tables, cancellationToken);
    }

    /// <summary>The same of a connection's database, within its transaction.</summary>
    public static void Check(
        SqliteConnection connection, string target, IReadOnlyList<ArchiveObject> tables, CancellationToken cancellationToken)
    {
        List<ArchiveObject> counted = tables.Where(t => t.Rows is not null).ToList();
        connection.AcceptUnknownCollations();
        HashSet<string> present = connection.Column("SELECT name FROM main.sqlite_master WHERE type = 'table'").ToHashSet();
        var hasher = new RowHasher(DatabaseFacts.Read(connection).IsUtf8);
        List<TableContent> contents = counted.Where(t => present.Contains(t.Name))
            .Select(t => ContentReader.Read(connection, hasher, t.Name, cancellationToken)).ToList();
        IReadOnlyList<string> differences = ContentComparison.FindDifferences(counted, contents);
        if (differences.Count > 0)
        {
            throw new BackupException(
                ErrorCode.RestoredContentDiffers,
                $"What was restored for '{target}' is not what the backup says, and was not published: {string.Join(" ", differences)}",
                "Use another copy of the backup, or another backup.", target);
        }
    }
}
