using System.Globalization;

namespace BackupTools.Benchmarks.PostgreSql;

/// <summary>
/// Backup against pg_dump and against the bare COPY of the same rows, restore against pg_restore of pg_dump's own output.
/// The two take turns, so that a drift of the machine meets both.
/// </summary>
internal static class PostgreSqlBenchmark
{
    public static Task<int> RunAsync(Options options)
    {
        Server server = new(options.Host, options.Port, options.Tools);
        string work = Path.Combine(options.Folder, "work");
        (string mixed, string single) = SampleDatabases.Make(server, options.SizeMiB);
        // The tools know zstd from 16 on, whatever the server.
        string tools = server.ToolsVersion;
        string compression = int.Parse(tools.Split('.')[0], CultureInfo.InvariantCulture) >= 16 ? "--compress=zstd:1" : "-Z1";
        Console.WriteLine($"PostgreSQL {server.Query("postgres", "SHOW server_version")}, tools {tools}, {options.Runs} runs, {Environment.ProcessorCount} processors");
        foreach (string database in new[] { mixed, single })
            Console.WriteLine($"{database}: {server.Query(database, "SELECT sum(pg_table_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")} bytes");
        Console.WriteLine();
        Console.WriteLine("| what | ours, s | peer, s | ratio (median) | size ratio | peak memory, MiB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (string database in new[] { mixed, single })
        {
            Backup(server, database, work, options.Runs, "-Fd", "-j2", compression);
            if (options.Slow)
                Backup(server, database, work, 1, "-Fc");
            Limit(server, database, work, options.Runs);
            Restore(server, database, work, compression, options.Runs);
        }

        Directory.Delete(work, recursive: true);
        return Task.FromResult(0);
    }

    private static void Backup(Server server, string database, string work, int runs, params string[] pgDump)
    {
        Pairs pairs = new();
        double sizeRatio = 0;
        for (int run = 0; run < runs; run++)
        {
            Clean(work);
            string dump = Path.Combine(work, "dump");
            TimeSpan peer = server.Run("pg_dump", [.. pgDump, "-f", dump, database]).Wall;
            ProcessRun ours = OwnRun.Start("backup", server.Uri(database), Path.Combine(work, "ours"), "zstd");
            pairs.Add(ours, peer);
            sizeRatio = (double)ours.Figure("size") / SizeOf(dump);
        }

        pairs.Print($"backup of {database} / `pg_dump {string.Join(' ', pgDump)}`", sizeRatio);
    }

    /// <summary>The same rows by COPY over two connections, thrown away: nothing can be faster.</summary>
    private static void Limit(Server server, string database, string work, int runs)
    {
        string[] tables = server.Query(database, "SELECT relname || ' ' || relpages / 2 FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1").Split('\n');
        string Half(string comparison) => string.Join("; ", tables.Select(t => t.Split(' ')).Select(t => $"COPY (SELECT * FROM {t[0]} WHERE ctid {comparison} '({t[1]},0)') TO STDOUT"));
        Pairs pairs = new();
        for (int run = 0; run < runs; run++)
        {
            Clean(work);
            TimeSpan limit = server.RunTogether(database, [Half("<"), Half(">=")]);
            pairs.Add(OwnRun.Start("backup", server.Uri(database), Path.Combine(work, "ours"), "zstd"), limit);
        }

        pairs.Print($"backup of {database} / COPY thrown away");
    }

    private static void Restore(Server server, string database, string work, string compression, int runs)
    {
        Clean(work);
        string dump = Path.Combine(work, "dump"), restored = database + "_restored";
        server.Run("pg_dump", "-Fd", "-j2", compression, "-f", dump, database);
        string archive = OwnRun.Start("backup", server.Uri(database), Path.Combine(work, "ours"), "zstd").Text("path");
        Pairs pairs = new();
        for (int run = 0; run < runs; run++)
        {
            server.Query("postgres", $"DROP DATABASE IF EXISTS {restored}");
            server.Query("postgres", "CHECKPOINT");
            server.Query("postgres", $"CREATE DATABASE {restored} TEMPLATE template0");
            TimeSpan peer = server.Run("pg_restore", "-j2", "-d", restored, dump).Wall;
            server.Query("postgres", $"DROP DATABASE {restored}");
            server.Query("postgres", "CHECKPOINT");
            pairs.Add(OwnRun.Start("restore", archive, server.Uri(restored)), peer);
        }

        server.Query("postgres", $"DROP DATABASE IF EXISTS {restored}");
        pairs.Print($"restore of {database} / `pg_restore -j2` of its `pg_dump -Fd {compression}`");
    }

    private static void Clean(string work)
    {
        if (Directory.Exists(work))
            Directory.Delete(work, recursive: true);
        Directory.CreateDirectory(work);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(work, (UnixFileMode)0b111_111_111);
    }

    private static long SizeOf(string path) =>
        File.Exists(path) ? new FileInfo(path).Length : new DirectoryInfo(path).EnumerateFiles().Sum(f => f.Length);
}
