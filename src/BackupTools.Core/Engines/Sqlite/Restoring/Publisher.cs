using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Inspection;
using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>Gives a finished database file its final name.</summary>
/// <remarks>
/// A journal or log of an old database beside a new file would be taken for the new one's and destroy it. So the old
/// database is first brought into a state where its file alone is complete, and locked; then its sidecars go; then the
/// rename replaces it in one step. A crash at any point leaves the old database or the new one, complete.
/// </remarks>
internal static class Publisher
{
    /// <summary>Publishes under a name that nothing has.</summary>
    public static void PublishNew(string file, string target, bool mayRemoveSidecars)
    {
        foreach (string sidecar in TargetState.Sidecars.Select(s => target + s).Where(File.Exists))
        {
            if (!mayRemoveSidecars)
            {
                throw new BackupException(
                    ErrorCode.TargetExists, $"'{sidecar}' of another database lies where '{target}' is to be restored.",
                    $"Remove it, or use {Setting.IfExists} Replace.", sidecar);
            }

            File.Delete(sidecar);
        }

        if (!DurableFolder.TryRename(file, target))
        {
            throw new BackupException(
                ErrorCode.TargetExists, $"'{target}' has come into being during the restore; it was left as it is.",
                $"Use {Setting.IfExists} Replace to replace it.", target);
        }

        DurableFolder.Sync(Path.GetDirectoryName(target)!);
    }

    /// <summary>Publishes in the place of an existing file.</summary>
    /// <param name="library">The library.</param>
    /// <param name="file">The finished file.</param>
    /// <param name="target">The existing file.</param>
    /// <param name="onlyIfEmpty">True to refuse where the existing file has got content meanwhile.</param>
    /// <param name="lockTimeout">How long to wait for others.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public static void Replace(
        SqliteLibrary library, string file, string target, bool onlyIfEmpty, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        // A process that has the old file open without a lock could write to it, and make its journal, after the rename.
        RefuseUsers(target, alsoThisProcess: true, cancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, File.GetUnixFileMode(target));

        using SqliteConnection? old = Lock(library, target, lockTimeout, cancellationToken, out bool wasWal);
        try
        {
            if (onlyIfEmpty && old?.ScalarInt64("SELECT count(*) FROM main.sqlite_master") != 0)
                throw Exists(target);
            RefuseUsers(target, alsoThisProcess: false, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            foreach (string sidecar in TargetState.Sidecars)
                File.Delete(target + sidecar);
            if (OperatingSystem.IsWindows())
                old?.Dispose(); // An open file cannot be replaced there.
            File.Move(file, target, overwrite: true);
        }
        catch
        {
            if (wasWal)
                TryReturnToWal(old!);
            throw;
        }

        DurableFolder.Sync(Path.GetDirectoryName(target)!);
    }

    /// <summary>The error of a target that is not empty.</summary>
    public static BackupException Exists(string target) => new(
        ErrorCode.TargetExists, $"'{target}' exists and is not empty.",
        $"Use {Setting.IfExists} Replace or Append, or name another file.", target);

    /// <summary>Looks several times: a process that is being started has all files of its parent open for a moment.</summary>
    private static void RefuseUsers(string target, bool alsoThisProcess, CancellationToken cancellationToken)
    {
        const int MostAttempts = 5, MillisecondsBetween = 50;
        for (int attempt = 1; LockHolders.Find(target, alsoThisProcess) is { Count: > 0 } users; attempt++)
        {
            if (attempt == MostAttempts)
                throw TargetErrors.InUse(target, users);
            cancellationToken.WaitHandle.WaitOne(MillisecondsBetween);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Brings everything into the one file and keeps everybody else out.</summary>
    /// <returns>The connection that holds the lock; null where the file is no database that could be opened.</returns>
    private static SqliteConnection? Lock(
        SqliteLibrary library, string target, TimeSpan lockTimeout, CancellationToken cancellationToken, out bool wasWal)
    {
        wasWal = false;
        SqliteConnection connection = SqliteConnection.Open(library, target, OpenMode.ReadWrite, lockTimeout, cancellationToken);
        try
        {
            if (connection.Scalar("PRAGMA main.journal_mode") == "wal")
            {
                if (connection.Scalar("PRAGMA main.wal_checkpoint(TRUNCATE)") != "0" || connection.Scalar("PRAGMA main.journal_mode=DELETE") != "delete")
                    throw new SqliteException(ResultCode.Busy, "the write-ahead log is in use");
                wasWal = true;
            }

            connection.Execute("BEGIN EXCLUSIVE");
            return connection;
        }
        catch (SqliteException e) when (e.Code is ResultCode.NotADatabase or ResultCode.Corrupt or ResultCode.IoError)
        {
            connection.Dispose();
            return null;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void TryReturnToWal(SqliteConnection connection)
    {
        try
        {
            connection.Cancellation = CancellationToken.None;
            connection.Execute("ROLLBACK; PRAGMA main.journal_mode=WAL");
        }
        catch (Exception e) when (e is SqliteException or ObjectDisposedException)
        {
            // The content is the same in either mode; the first error is the one to tell.
        }
    }
}
