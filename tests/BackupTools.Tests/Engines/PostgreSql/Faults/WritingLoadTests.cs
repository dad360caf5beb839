using System.Diagnostics;
using BackupTools.Jobs;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

/// <summary>Backups while others write at full speed.</summary>
public sealed class WritingLoadTests : FaultTest
{
    /// <summary>Moves money within one table, and between two; new rows come and old ones go.</summary>
    private const string Transfers =
        """
        \set a random(1, 20000)
        \set b random(1, 20000)
        \set n random(1, 100)
        BEGIN;
        UPDATE purse SET balance = balance - :n WHERE id = :a;
        UPDATE vault SET balance = balance + :n WHERE id = :b;
        WITH gone AS (DELETE FROM parcel WHERE id = :a RETURNING *) INSERT INTO shipped SELECT * FROM gone;
        WITH gone AS (DELETE FROM shipped WHERE id = :b RETURNING *) INSERT INTO parcel SELECT * FROM gone;
        END;
        """;

    [Theory]
    [InlineData(15, 2)]
    [InlineData(18, 4)]
    public async Task What_holds_at_every_moment_holds_in_the_copy(int version, int parallelism)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        string database = await server.CreateDatabaseAsync("bank");
        await ProcessRunner.RunAsync(server.Client("pgbench", "-i", "-s", "2", "-q", database));
        await server.PsqlAsync(
            database,
            """
            CREATE TABLE purse (id int PRIMARY KEY, balance bigint, filler text DEFAULT repeat('x', 500));
            CREATE TABLE vault (LIKE purse INCLUDING ALL);
            CREATE TABLE parcel (id int PRIMARY KEY);
            CREATE TABLE shipped (LIKE parcel INCLUDING ALL);
            INSERT INTO purse SELECT i, 1000 FROM generate_series(1, 20000) i;
            INSERT INTO vault SELECT i, 1000 FROM generate_series(1, 20000) i;
            INSERT INTO parcel SELECT generate_series(1, 20000);
            """);
        string script = Path.Combine(server.DataFolder, "transfers.sql");
        await File.WriteAllTextAsync(script, Transfers, Token);
        ProcessStartInfo bench = server.Client(
            "pgbench", "-n", "-c", "4", "-T", "60", "-b", "tpcb-like", "-f", server.InnerPath(script), database);
        bench.RedirectStandardOutput = bench.RedirectStandardError = true;
        using Process load = Process.Start(bench)!;
        List<BackupJobResult> backups = [];
        try
        {
            await server.UntilAsync("SELECT count(*) > 200 FROM pgbench_history", load.WaitForExitAsync(Token), database);
            for (int i = 0; i < 2; i++)
                backups.Add(await BackUpAsync(server.Connection(database), parallelism: parallelism));
            Assert.False(load.HasExited);
        }
        finally
        {
            load.Kill();
            await load.WaitForExitAsync(Token);
        }

        string[] counts = new string[2];
        for (int i = 0; i < 2; i++)
        {
            await RestoreAsync(backups[i].Backups[0], server.Connection($"copy{i}"), verify: true);
            Assert.Equal(
                "t|t|t|40000000|20000",
                await server.PsqlAsync(
                    $"copy{i}",
                    """
                    SELECT a.s = b.s, b.s = t.s, t.s = h.s,
                        (SELECT sum(balance) FROM purse) + (SELECT sum(balance) FROM vault),
                        (SELECT count(DISTINCT id) FROM (SELECT id FROM parcel UNION ALL SELECT id FROM shipped) s)
                    FROM (SELECT sum(abalance) s FROM pgbench_accounts) a, (SELECT sum(bbalance) s FROM pgbench_branches) b,
                        (SELECT sum(tbalance) s FROM pgbench_tellers) t, (SELECT sum(delta) s FROM pgbench_history) h
                    """));
            counts[i] = await server.PsqlAsync($"copy{i}", "SELECT count(*) FROM pgbench_history");
        }

        // Were nothing written meanwhile, the test would show nothing.
        Assert.NotEqual(counts[0], counts[1]);
        await AssertNothingLeftAsync(server);
    }
}
