namespace BackupTools.Engines.Shared;

/// <summary>The system's probes of a silent connection; null leaves the system's own value.</summary>
/// <param name="IdleSeconds">Silence before the first probe.</param>
/// <param name="IntervalSeconds">Time between probes.</param>
/// <param name="Count">Probes without an answer that end the connection.</param>
internal sealed record KeepAlive(int? IdleSeconds, int? IntervalSeconds, int? Count);
