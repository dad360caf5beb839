using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;

namespace BackupTools.Engines.Sqlite.Reading;

/// <summary>Reads every row of a table, and so finds damage that a copy of pages would carry along unseen.</summary>
internal static class ContentReader
{
    /// <summary>Counts and hashes.</summary>
    public static TableContent Read(SqliteConnection connection, RowHasher hasher, string table, CancellationToken cancellationToken)
    {
        const int RowsBetweenChecks = 4096;
        cancellationToken.ThrowIfCancellationRequested();
        SqliteStatement? statement = null;
        try
        {
            try
            {
                statement = connection.Prepare(TableShape.Read(connection, table).SelectAll);
            }
            catch (SqliteException e) when (e.Code == ResultCode.Error)
            {
                return new TableContent("main", table, null, null, $"Its rows cannot be read here: {e.Message}.");
            }

            int columns = statement.ColumnCount;
            long rows = 0;
            ulong checksum = 0;
            while (statement.Step())
            {
                checksum = unchecked(checksum + hasher.Hash(statement, columns));
                if (++rows % RowsBetweenChecks == 0)
                    cancellationToken.ThrowIfCancellationRequested();
            }

            return new TableContent("main", table, rows, checksum);
        }
        finally
        {
            statement?.Dispose();
        }
    }
}
