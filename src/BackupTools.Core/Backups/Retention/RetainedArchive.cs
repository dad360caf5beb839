namespace BackupTools.Backups;

/// <summary>One archive, with its copies in the storage, and why it stays.</summary>
internal sealed class RetainedArchive
{
    private readonly List<string> _reasons = [];

    public RetainedArchive(IReadOnlyList<BackupInfo> copies, Func<BackupInfo, bool> isInScope)
    {
        Copies = copies;
        IsInScope = copies.Any(isInScope);
    }

    public IReadOnlyList<BackupInfo> Copies { get; }

    public BackupInfo Info => Copies[0];

    /// <summary>False for one that nobody asked about: it stays.</summary>
    public bool IsInScope { get; }

    /// <summary>What it may take the place of: the same type, and the same part.</summary>
    public (string Type, string Selection) Kind => (Info.Type.ToLowerInvariant(), Info.Selection ?? "");

    public bool Keeps => !IsInScope || _reasons.Count > 0;

    /// <summary>Why it goes, where nothing keeps it.</summary>
    public string WhyNot { get; set; } = "no rule keeps it";

    public void Keep(string reason)
    {
        if (!_reasons.Contains(reason))
            _reasons.Add(reason);
    }

    public IEnumerable<RetentionDecision> ToDecisions() => Copies.Select((copy, i) => new RetentionDecision
    {
        Backup = copy,
        Keep = Keeps,
        Reasons =
        [
            .. i == 0 ? Enumerable.Empty<string>() : [$"a copy of '{Info.Name}'"],
            .. Keeps ? _reasons : [WhyNot],
        ],
    });
}
