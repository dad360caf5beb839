using System.Collections.Concurrent;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Contents;
using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Engines.Sqlite.Reading;

/// <summary>Reads the rows of many tables on several connections at the same time, large tables in parts.</summary>
internal static class ContentScan
{
    /// <summary>Starts reading; the result has the tables' order. The first failure stops the rest.</summary>
    public static async Task<IReadOnlyList<TableContent>> Start(
        IReadOnlyList<SqliteConnection> connections, IReadOnlyList<string> tables, bool isUtf8, CancellationToken cancellationToken)
    {
        var parts = new ConcurrentBag<(int Table, TableContent Content)>();
        var queue = new ConcurrentQueue<(int Table, RowidRange Range)>();
        int undivided = -1;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CancellationToken token = stop.Token;
        await Task.WhenAll(connections.Select(connection => Task.Factory.StartNew(
            () => Scan(connection, stop),
            token, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return [.. parts.GroupBy(p => p.Table, p => p.Content).OrderBy(g => g.Key).Select(g => g.Aggregate(ContentReader.Add))];

        void Scan(SqliteConnection connection, CancellationTokenSource stop)
        {
            try
            {
                connection.Cancellation = token;
                using CancellationTokenRegistration interrupt = connection.InterruptOn(token);
                var hasher = new RowHasher(isUtf8);
                while (TryTake(connection, out (int Table, RowidRange Range) part))
                    parts.Add((part.Table, ContentReader.Read(connection, hasher, tables[part.Table], part.Range, token)));
            }
            catch
            {
                stop.Cancel();
                throw;
            }
        }

        // Whoever finds no part left divides the next table, keeps its first part, and leaves the others to all.
        bool TryTake(SqliteConnection connection, out (int Table, RowidRange Range) part)
        {
            if (queue.TryDequeue(out part))
                return true;
            int table = Interlocked.Increment(ref undivided);
            if (table >= tables.Count)
                return queue.TryDequeue(out part);
            IReadOnlyList<RowidRange> ranges = RowidRange.Divide(connection, tables[table]);
            part = (table, ranges[0]);
            foreach (RowidRange range in ranges.Skip(1))
                queue.Enqueue((table, range));
            return true;
        }
    }
}
