using System.Diagnostics;
using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>Says of each phase of a job how long it took.</summary>
internal sealed class PhaseClock
{
    private const int MostTables = 10;
    private long _began = Stopwatch.GetTimestamp();

    /// <summary>A phase has ended.</summary>
    /// <param name="what">What was done: a sentence without its end, which becomes the duration.</param>
    /// <param name="bytes">How much was moved; the rate is said too.</param>
    public void End(string what, long? bytes = null)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_began);
        _began = Stopwatch.GetTimestamp();
        string rate = bytes is > 0 && elapsed.TotalSeconds > 0.001 ? $" ({Figures.Bytes((long)(bytes.Value / elapsed.TotalSeconds))}/s)" : "";
        WorkLog.Verbose($"{what} in {Figures.Duration(elapsed)}{rate}.");
    }

    /// <summary>Says which tables are the largest, and in detail all of them.</summary>
    /// <param name="manifest">What the archive holds.</param>
    public static void Describe(ArchiveManifest manifest)
    {
        if (!WorkLog.IsOn)
            return;
        Dictionary<int, (long Bytes, int Chunks)> sizes = manifest.Chunks.GroupBy(c => c.ObjectIndex).ToDictionary(g => g.Key, g => (g.Sum(c => c.RawSize), g.Count()));
        List<int> order = [.. sizes.Keys.OrderByDescending(i => sizes[i].Bytes)];
        for (int i = 0; i < order.Count; i++)
        {
            ArchiveObject table = manifest.Objects[order[i]];
            string rows = table.Rows is { } count ? $", {Figures.Count(count, "row")}" : "";
            string text = $"{table.Schema}.{table.Name}: {Figures.Bytes(sizes[order[i]].Bytes)} in {Figures.Count(sizes[order[i]].Chunks, "chunk")}{rows}.";
            if (i < MostTables)
                WorkLog.Verbose(text);
            else
                WorkLog.Debug(text);
        }
    }
}
