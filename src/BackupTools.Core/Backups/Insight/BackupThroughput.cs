namespace BackupTools.Backups;

/// <summary>How fast backups were made: what <c>Measure-Backup</c> emits, one for each database.</summary>
public sealed record BackupThroughput
{
    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>The server; null where it is not known.</summary>
    public string? Server { get; init; }

    /// <summary>How many backups say how long they took.</summary>
    public required int Backups { get; init; }

    /// <summary>How long they took together.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How many bytes they hold uncompressed, together.</summary>
    public required long RawBytes { get; init; }

    /// <summary>The same, as the list calls it.</summary>
    public long RawSize => RawBytes;

    /// <summary>How many bytes their archives take together.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The same, as the column of the table is called.</summary>
    public long Size => SizeBytes;

    /// <summary>Uncompressed bytes a second, of all together.</summary>
    public long Throughput => PerSecond(RawBytes, Duration);

    /// <summary>The slowest of them: uncompressed bytes a second.</summary>
    public required long Slowest { get; init; }

    /// <summary>The fastest of them: uncompressed bytes a second.</summary>
    public required long Fastest { get; init; }

    /// <summary>How many bytes one byte of an archive holds.</summary>
    public double Ratio => SizeBytes == 0 ? 0 : Math.Round((double)RawBytes / SizeBytes, 2);

    /// <summary>The database, and how fast it was.</summary>
    public override string ToString() => $"{Database}: {Figures.Bytes(Throughput)}/s";

    /// <summary>Measures; backups of versions that did not record how long they took are left out, and encrypted ones, which do not say what they hold.</summary>
    /// <param name="backups">The backups. Copies of one are one.</param>
    public static IReadOnlyList<BackupThroughput> Measure(IReadOnlyCollection<BackupInfo> backups)
    {
        List<BackupThroughput> measured = [];
        foreach (DatabaseGroup group in DatabaseGroups.Of([.. backups.Where(b => b.Duration > TimeSpan.Zero && b.RawBytes is not null).DistinctBy(b => b.Id)]))
        {
            long[] rates = [.. group.Backups.Select(b => PerSecond(b.RawBytes!.Value, b.Duration!.Value))];
            measured.Add(new BackupThroughput
            {
                Database = group.Database,
                Server = group.Backups.Select(b => b.Server).LastOrDefault(s => s is not null),
                Backups = group.Backups.Count,
                Duration = TimeSpan.FromTicks(group.Backups.Sum(b => b.Duration!.Value.Ticks)),
                RawBytes = group.Backups.Sum(b => b.RawBytes!.Value),
                SizeBytes = group.Backups.Sum(b => b.SizeBytes),
                Slowest = rates.Min(),
                Fastest = rates.Max(),
            });
        }

        return [.. measured.OrderBy(m => m.Database, StringComparer.OrdinalIgnoreCase).ThenBy(m => m.Server, StringComparer.Ordinal)];
    }

    private static long PerSecond(long bytes, TimeSpan time) => time > TimeSpan.Zero ? (long)Math.Min(long.MaxValue, bytes / time.TotalSeconds) : 0;
}
