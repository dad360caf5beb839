using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Inspection;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>Chooses how an archive becomes a file, and judges the result.</summary>
internal static class Stages
{
    public static IArchiveStage Create(SqliteLibrary library, IArchiveContents archive, SchemaParts parts) =>
        archive.Manifest.Type == BackupType.Table ? new SqlStage(library, archive, parts) : new PageStage(archive.Manifest);

    /// <exception cref="BackupException"><see cref="ErrorCode.DatabaseCorrupt"/> where the file is damaged.</exception>
    public static void CheckIntegrity(
        SqliteLibrary library, string file, string target, bool full, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = SqliteConnection.OpenImmutable(library, file, cancellationToken);
        using CancellationTokenRegistration interrupt = connection.InterruptOn(cancellationToken);
        IReadOnlyList<string> findings = full ? IntegrityCheck.RunFull(connection) : IntegrityCheck.RunQuick(connection);
        if (findings.Count > 0)
        {
            throw new BackupException(
                ErrorCode.DatabaseCorrupt,
                $"The database for '{target}' is damaged, and was so when it was backed up: {string.Join("; ", findings.Take(3))}.",
                "Use another backup; an export may still write this one's rows as SQL. The target was left as it was.", target);
        }
    }
}
