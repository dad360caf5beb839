namespace BackupTools.Backups;

/// <summary>Figures about backups: what <c>Get-BackupStatistic</c> emits.</summary>
public sealed record BackupStatistic
{
    /// <summary>How many databases have backups; where a server was asked, how many it has.</summary>
    public required int Databases { get; init; }

    /// <summary>How many backups there are; copies in several storages are one.</summary>
    public required int Backups { get; init; }

    /// <summary>How many tables all databases have, by their newest full backups; where a server was asked, by the server.</summary>
    public required int Tables { get; init; }

    /// <summary>How many bytes all archives take, copies included.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The same, as the column of the table is called.</summary>
    public long Size => SizeBytes;

    /// <summary>How many bytes the newest full backups hold uncompressed, together.</summary>
    public required long RawBytes { get; init; }

    /// <summary>The share of attempts to back up that ended well, from 0 to 1; null where the history knows of none.</summary>
    public double? SuccessRate { get; init; }

    /// <summary>The five newest backups, newest first.</summary>
    public required IReadOnlyList<BackupInfo> Newest { get; init; }

    /// <summary>The restores of the history, newest first: what, into which database, when, by whom.</summary>
    public required IReadOnlyList<HistoryEntry> Restores { get; init; }

    /// <summary>Each database by itself.</summary>
    public required IReadOnlyList<DatabaseStatistic> ByDatabase { get; init; }

    /// <summary>What was skipped because it cannot be read, by name.</summary>
    public IReadOnlyList<string> Skipped { get; init; } = TextList.Of([]);

    /// <summary>The main figures.</summary>
    public override string ToString() =>
        $"{Figures.Count(Databases, "database")}, {Figures.Count(Backups, "backup")}, {Figures.Count(Tables, "table")}, {Figures.Bytes(SizeBytes)}";
}

/// <summary>Figures about the backups of one database.</summary>
public sealed record DatabaseStatistic
{
    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>The server; null where it is not known.</summary>
    public string? Server { get; init; }

    /// <summary>How many backups it has.</summary>
    public required int Backups { get; init; }

    /// <summary>How many bytes they take.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The moment of the newest full backup, local time; null where there is none.</summary>
    public DateTime? NewestAt { get; init; }

    /// <summary>
    /// How many bytes the database grows a day, uncompressed, by the straight line that fits its full backups best; null where
    /// there are fewer than two, or all are of one moment.
    /// </summary>
    public long? GrowthPerDay { get; init; }

    /// <summary>The share of attempts that ended well, from 0 to 1; null where the history knows of none.</summary>
    public double? SuccessRate { get; init; }

    /// <summary>The database, and how many backups it has.</summary>
    public override string ToString() => $"{Database}: {Figures.Count(Backups, "backup")}, {Figures.Bytes(SizeBytes)}";
}
