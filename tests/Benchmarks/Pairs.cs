using System.Globalization;

namespace BackupTools.Benchmarks;

/// <summary>Runs of ours and of a peer, taken in turns.</summary>
internal sealed class Pairs
{
    private readonly List<(ProcessRun Ours, TimeSpan Peer)> _pairs = [];

    /// <summary>Adds a turn.</summary>
    public void Add(ProcessRun ours, TimeSpan peer) => _pairs.Add((ours, peer));

    /// <summary>Prints a line of the table.</summary>
    /// <param name="what">What was compared.</param>
    /// <param name="sizeRatio">How large ours is, measured by the peer's; null where that means nothing.</param>
    public void Print(string what, double? sizeRatio = null) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {what} | {Median(p => p.Ours.Wall.TotalSeconds):0.0} | {Median(p => p.Peer.TotalSeconds):0.0} | {Median(p => p.Ours.Wall / p.Peer):0.00} | {(sizeRatio is { } s ? s.ToString("0.000", CultureInfo.InvariantCulture) : "")} | {_pairs.Max(p => p.Ours.Figure("peak")) >> 20} |"));

    private double Median(Func<(ProcessRun Ours, TimeSpan Peer), double> figure) => _pairs.Select(figure).Order().ElementAt(_pairs.Count / 2);
}
