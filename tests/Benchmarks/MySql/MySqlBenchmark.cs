namespace BackupTools.Benchmarks.MySql;

/// <summary>Backup against mysqldump, mydumper and the bare rows, restore against the client that loads mysqldump's own output.</summary>
internal static class MySqlBenchmark
{
    public static Task<int> RunAsync(Options options)
    {
        Server server = new(options.Host, options.Port == 5432 ? 3306 : options.Port, options.Tools);
        string work = Path.Combine(options.Folder, "work");
        string database = SampleDatabases.Make(server, options.SizeMiB);
        Console.WriteLine($"{server.Query(null, "SELECT VERSION()")}, {options.Runs} runs, {Environment.ProcessorCount} processors");
        Console.WriteLine($"{database}: {server.Query(null, $"SELECT SUM(DATA_LENGTH) FROM information_schema.TABLES WHERE TABLE_SCHEMA = '{database}'")} bytes of rows on disk");
        Console.WriteLine();
        Console.WriteLine("| what | ours, s | peer, s | ratio (median) | size ratio | peak memory, MiB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        Backup(server, database, work, options.Runs);
        if (options.Slow)
            MyDumper(server, database, work);
        LimitOf(server, database, work, options.Runs);
        Restore(server, database, work, options.Runs);
        Directory.Delete(work, recursive: true);
        return Task.FromResult(0);
    }

    private static ProcessRun Ours(Server server, string database, string work) =>
        OwnRun.Start("backup", server.Uri(database), Path.Combine(work, "ours"), "zstd");

    private static void Backup(Server server, string database, string work, int runs)
    {
        Pairs pairs = new();
        double size = 0;
        for (int run = 0; run < runs; run++)
        {
            Clean(work);
            string dump = Path.Combine(work, "dump.sql.zst");
            TimeSpan peer = server.Dump(database, dump).Wall;
            ProcessRun ours = Ours(server, database, work);
            pairs.Add(ours, peer);
            size = (double)ours.Figure("size") / new FileInfo(dump).Length;
        }

        pairs.Print($"backup of {database} / `mysqldump --single-transaction --quick \\| zstd -1`", size);
    }

    private static void MyDumper(Server server, string database, string work)
    {
        Clean(work);
        Pairs pairs = new();
        TimeSpan peer = server.MyDumper(database, Path.Combine(work, "mydumper")).Wall;
        pairs.Add(Ours(server, database, work), peer);
        pairs.Print($"backup of {database} / `mydumper -t 2 -c`");
    }

    private static void LimitOf(Server server, string database, string work, int runs)
    {
        Pairs pairs = new();
        for (int run = 0; run < runs; run++)
        {
            Clean(work);
            TimeSpan limit = OwnRun.Start("mysql-limit", server.Uri(database)).Wall;
            pairs.Add(Ours(server, database, work), limit);
        }

        pairs.Print($"backup of {database} / the rows over two connections, thrown away");
    }

    private static void Restore(Server server, string database, string work, int runs)
    {
        Clean(work);
        string dump = Path.Combine(work, "dump.sql"), restored = database + "_restored";
        server.Dump(database, dump + ".zst");
        ProcessRun.Run("zstd", "-dq", dump + ".zst");
        string archive = Ours(server, database, work).Text("path");
        Pairs pairs = new();
        for (int run = 0; run < runs; run++)
        {
            server.Query(null, $"DROP DATABASE IF EXISTS {restored}; CREATE DATABASE {restored}");
            TimeSpan peer = server.Load(restored, dump).Wall;
            server.Query(null, $"DROP DATABASE {restored}");
            pairs.Add(OwnRun.Start("restore", archive, server.Uri(restored)), peer);
        }

        server.Query(null, $"DROP DATABASE IF EXISTS {restored}");
        pairs.Print($"restore of {database} / `mysql < dump.sql`");
    }

    private static void Clean(string work)
    {
        if (Directory.Exists(work))
            Directory.Delete(work, recursive: true);
        Directory.CreateDirectory(work);
    }
}
