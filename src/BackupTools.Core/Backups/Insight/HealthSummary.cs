namespace BackupTools.Backups;

/// <summary>All findings in one object, for a monitor: what <c>Test-BackupHealth -Summary</c> emits.</summary>
public sealed record HealthSummary
{
    /// <summary>The worst severity: the name of a <see cref="HealthSeverity"/>.</summary>
    public string Severity => Worst.ToString();

    /// <summary>0 for Ok, 1 for Warning, 2 for Critical, as monitors take them.</summary>
    public int ExitCode => (int)Worst;

    /// <summary>How many databases were looked at.</summary>
    public required int Databases { get; init; }

    /// <summary>How many findings are warnings.</summary>
    public int Warnings => Findings.Count(f => f.Severity == nameof(HealthSeverity.Warning));

    /// <summary>How many findings are critical.</summary>
    public int Criticals => Findings.Count(f => f.Severity == nameof(HealthSeverity.Critical));

    /// <summary>The findings, the worst first.</summary>
    public required IReadOnlyList<HealthFinding> Findings { get; init; }

    /// <summary>One line that says it all: <c>CRITICAL - 1 critical, 2 warnings in 5 databases: …</c></summary>
    public string Message
    {
        get
        {
            string[] bad = [.. Findings.Where(f => f.Severity != nameof(HealthSeverity.Ok)).Select(f => f.Message)];
            string counts = $"{Criticals} critical, {Figures.Count(Warnings, "warning")} in {Figures.Count(Databases, "database")}";
            return $"{Severity.ToUpperInvariant()} - {counts}{(bad.Length == 0 ? "" : $": {string.Join(" ", bad)}")}";
        }
    }

    private HealthSeverity Worst => Criticals > 0 ? HealthSeverity.Critical : Warnings > 0 ? HealthSeverity.Warning : HealthSeverity.Ok;

    /// <summary>The same line.</summary>
    public override string ToString() => Message;
}
