using System.Collections.Concurrent;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Engines.Sqlite.Reading;

/// <summary>Reads the rows of many tables on several connections at the same time.</summary>
internal static class ContentScan
{
    /// <summary>Starts reading; the result has the tables' order. The first failure stops the rest.</summary>
    public static async Task<IReadOnlyList<TableContent>> Start(
        IReadOnlyList<SqliteConnection> connections, IReadOnlyList<string> tables, bool isUtf8, CancellationToken cancellationToken)
    {
        var results = new TableContent[tables.Count];
        var queue = new ConcurrentQueue<int>(Enumerable.Range(0, tables.Count));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CancellationToken token = stop.Token;
        await Task.WhenAll(connections.Select(connection => Task.Factory.StartNew(
            () => Scan(connection, stop),
            token, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return results;

        void Scan(SqliteConnection connection, CancellationTokenSource stop)
        {
            try
            {
                connection.Cancellation = token;
                using CancellationTokenRegistration interrupt = connection.InterruptOn(token);
                var hasher = new RowHasher(isUtf8);
                while (queue.TryDequeue(out int i))
                    results[i] = ContentReader.Read(connection, hasher, tables[i], token);
            }
            catch
            {
                stop.Cancel();
                throw;
            }
        }
    }
}
