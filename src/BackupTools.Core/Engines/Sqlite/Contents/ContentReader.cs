using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;

namespace BackupTools.Engines.Sqlite.Contents;

/// <summary>Reads every row of a table, and so finds damage that a copy of pages would carry along unseen.</summary>
internal static class ContentReader
{
    /// <summary>Counts and hashes all rows.</summary>
    public static TableContent Read(SqliteConnection connection, RowHasher hasher, string table, CancellationToken cancellationToken) =>
        Read(connection, hasher, table, RowidRange.Whole, cancellationToken);

    /// <summary>Counts and hashes the rows of a part.</summary>
    public static TableContent Read(
        SqliteConnection connection, RowHasher hasher, string table, RowidRange range, CancellationToken cancellationToken)
    {
        const int RowsBetweenChecks = 4096;
        cancellationToken.ThrowIfCancellationRequested();
        SqliteStatement? statement = null;
        try
        {
            try
            {
                TableShape shape = TableShape.Read(connection, table);
                statement = connection.Prepare(shape.SelectAll + range.ToSql(shape.RowidName));
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

    /// <summary>The figures of a table from those of its parts; what one part lacks, the table lacks.</summary>
    public static TableContent Add(TableContent left, TableContent right) => new(
        left.Schema, left.Name, left.Rows + right.Rows, unchecked(left.Checksum + right.Checksum), left.Note ?? right.Note);
}
