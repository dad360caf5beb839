using System.Diagnostics;
using BackupTools.Engines.Sqlite;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>Backups taken while other processes write are of one moment.</summary>
public sealed class ConcurrentWriteTests : SqliteTest
{
    [Theory]
    [InlineData("DELETE", 1000, false)]
    [InlineData("TRUNCATE", 1000, true)]
    [InlineData("WAL", 1000, false)]
    [InlineData("WAL", 20, true)]
    [InlineData("WAL", 0, false)]
    public async Task What_belongs_together_stays_together(string journalMode, int checkpointEvery, bool bundled)
    {
        if (bundled)
            Engine = new SqliteEngine(Bundled);
        SqliteCli.Run(Original, $"""
            PRAGMA journal_mode={journalMode};
            CREATE TABLE accounts(id INTEGER PRIMARY KEY, balance INT, filler BLOB);
            INSERT INTO accounts WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<2000) SELECT i, 100, randomblob(1500) FROM n;
            CREATE TABLE transfers(id INTEGER PRIMARY KEY, a INT, b INT, note TEXT);
            CREATE TABLE counter(n INT);
            INSERT INTO counter VALUES(0);
            """);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Process[] writers = [SqliteCli.Start(Original), SqliteCli.Start(Original)];
        Task[] hammering = writers.Select(w => Task.Run(() => Hammer(w, checkpointEvery, stop.Token), Token)).ToArray();
        try
        {
            long last = 0, distinct = 0;
            for (int i = 0; i < 12; i++)
            {
                FakeArchive archive = await BackUp(Original, lockSeconds: 30);
                string copy = PathOf($"copy{i}.db");
                await Restore(archive, copy);
                await AssertContent(archive, copy);
                long[] figures = SqliteCli.Run(
                    copy, "SELECT sum(balance) FROM accounts; SELECT count(*) FROM transfers; SELECT n FROM counter; SELECT coalesce(max(id),0) FROM transfers;")
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse).ToArray();
                Assert.Equal([200_000, figures[1], figures[1], figures[1]], figures);
                distinct += figures[1] != last ? 1 : 0;
                last = figures[1];
                FakeArchive tables = await BackUp(Original, ["transfers", "counter"], lockSeconds: 30);
                await Restore(tables, PathOf($"tables{i}.db"));
                Assert.Equal("1\n", SqliteCli.Run(PathOf($"tables{i}.db"), "SELECT (SELECT count(*) FROM transfers)=(SELECT n FROM counter);"));
            }

            Assert.True(distinct > 5, $"The writers hardly wrote: {distinct} different states, {last} transfers.");
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(hammering);
            foreach (Process writer in writers)
            {
                writer.WaitForExit();
                Assert.Equal("", writer.StandardError.ReadToEnd());
                writer.Dispose();
            }
        }

        Assert.Equal("ok\n", SqliteCli.Run(Original, "PRAGMA integrity_check;"));
    }

    private static void Hammer(Process writer, int checkpointEvery, CancellationToken stop)
    {
        var random = new Random(checkpointEvery);
        writer.StandardInput.WriteLine($".timeout 60000\nPRAGMA wal_autocheckpoint={checkpointEvery};");
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            int a = random.Next(1, 2001), b = random.Next(1, 2001);
            writer.StandardInput.WriteLine(
                $"BEGIN IMMEDIATE; UPDATE accounts SET balance=balance-1, filler=randomblob(1500) WHERE id={a}; "
                + $"UPDATE accounts SET balance=balance+1 WHERE id={b}; INSERT INTO transfers(a,b,note) VALUES({a},{b},hex(randomblob(200))); "
                + "UPDATE counter SET n=n+1; COMMIT;");
            if (i % 97 == 0 && checkpointEvery == 20)
                writer.StandardInput.WriteLine("PRAGMA wal_checkpoint(RESTART);");

            // The pipe is not to run far ahead of what the command has done.
            writer.StandardInput.WriteLine("SELECT 1;");
            writer.StandardInput.Flush();
            while (writer.StandardOutput.ReadLine() is { } line && line != "1")
            {
            }
        }

        writer.StandardInput.Close();
        writer.StandardOutput.ReadToEnd();
    }
}
