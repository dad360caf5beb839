using System.Globalization;

namespace BackupTools.Benchmarks.Sqlite;

/// <summary>
/// Backup with each codec against <c>sqlite3 .backup</c> to a file followed by that codec's own command on the file;
/// restore against that command's decompression. The two take turns, so that a drift of the machine meets both.
/// </summary>
internal static class SqliteBenchmark
{
    public static Task<int> RunAsync(Options options)
    {
        string work = Path.Combine(options.Folder, "work");
        string database = SampleDatabase.Make(options.Folder, options.SizeMiB);
        Console.WriteLine($"{database}: {new FileInfo(database).Length:N0} bytes, {options.Runs} runs, {Environment.ProcessorCount} processors");
        Console.WriteLine();
        Console.WriteLine("| what | ours, s | peer, s | ratio (median) | size ratio | peak memory, MiB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (string codec in new[] { "brotli", "zstd" })
            Measure(database, work, codec, options.Runs);
        Directory.Delete(work, recursive: true);
        return Task.FromResult(0);
    }

    private static void Measure(string database, string work, string codec, int runs)
    {
        List<Pair> backups = [], restores = [], proofs = [];
        double sizeRatio = 0;
        for (int run = 0; run < runs; run++)
        {
            if (Directory.Exists(work))
                Directory.Delete(work, recursive: true);
            Directory.CreateDirectory(work);
            string copy = Path.Combine(work, "peer.db"), packed = copy + ".packed";

            TimeSpan peer = ProcessRun.Run("sqlite3", database, $".backup '{copy}'").Wall
                + ProcessRun.Run(codec, [.. Quiet(codec), "-1", "-f", copy, "-o", packed]).Wall;
            File.Delete(copy);
            ProcessRun ours = OwnRun.Start("backup", database, Path.Combine(work, "ours"), codec);
            backups.Add(new Pair(ours, peer));
            sizeRatio = (double)ours.Figure("size") / new FileInfo(packed).Length;

            string archive = ours.Text("path");
            TimeSpan unpacked = ProcessRun.Run(codec, [.. Quiet(codec), "-d", "-f", packed, "-o", copy]).Wall;
            restores.Add(new Pair(OwnRun.Start("restore", archive, Path.Combine(work, "restored.db")), unpacked));
            File.Delete(Path.Combine(work, "restored.db"));

            TimeSpan check = ProcessRun.Run("sqlite3", copy, "PRAGMA integrity_check").Wall;
            proofs.Add(new Pair(OwnRun.Start("verify", archive, "Restore"), unpacked + check));
        }

        Print($"backup, {codec} / `sqlite3 .backup` + `{codec} -1`", backups, sizeRatio);
        Print($"restore with integrity check / `{codec} -d` alone", restores, null);
        Print($"Test-Backup -Level Restore / `{codec} -d` + integrity check", proofs, null);
    }

    /// <summary>zstd shows progress unless told not to; to brotli the same letter is its quality.</summary>
    private static string[] Quiet(string codec) => codec == "zstd" ? ["-q"] : [];

    private static void Print(string what, List<Pair> pairs, double? sizeRatio) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {what} | {Median(pairs, p => p.Ours.Wall.TotalSeconds):0.0} | {Median(pairs, p => p.Peer.TotalSeconds):0.0} | {Median(pairs, p => p.Ours.Wall / p.Peer):0.00} | {(sizeRatio is { } s ? s.ToString("0.0000", CultureInfo.InvariantCulture) : "")} | {pairs.Max(p => p.Ours.Figure("peak")) >> 20} |"));

    private static double Median(List<Pair> pairs, Func<Pair, double> figure) =>
        pairs.Select(figure).Order().ElementAt(pairs.Count / 2);

    private sealed record Pair(ProcessRun Ours, TimeSpan Peer);
}
