using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>What must be true of what a header says of encryption, before any key is tried: a hostile one must cost nothing.</summary>
internal static class SealRules
{
    private const int MostRecipients = 64, LongestText = 8192;

    /// <summary>The most that all passphrases of an archive together may cost: some ten seconds.</summary>
    private const long MostIterations = 20_000_000;

    /// <summary>Says what is wrong; null where nothing is.</summary>
    public static string? FindProblem(ArchiveHeader header)
    {
        if (header.Encryption is not { } encryption)
            return header.Recipients is null && header.Facts is null ? null : "it has recipients and no encryption";
        if (header.MinReader < ArchiveFormat.SealedVersion)
            return "it is encrypted, and says that readers of earlier versions understand it";
        if (encryption.Scheme != EncryptionHeader.SegmentsOfAesGcm)
            return "it names a scheme of encryption that this version does not know";
        if (encryption.SegmentSize is < EncryptionHeader.SmallestSegment or > EncryptionHeader.LargestSegment)
            return "its segments have an impossible size";
        if (!HashText.IsSha256(encryption.KeyCommitment))
            return "it does not commit to a key";
        if (header.Facts is null)
            return "it lacks the facts of an encrypted archive";
        return FindProblem(header.Recipients) ?? CheckFacts(header.Facts);
    }

    /// <summary>Says what is wrong with recipients; null where nothing is.</summary>
    public static string? FindProblem(IReadOnlyList<RecipientEntry>? recipients)
    {
        if (recipients is not { Count: > 0 and <= MostRecipients } || !recipients.All(IsPossible))
            return "its recipients are not valid";
        return recipients.Sum(Iterations) > MostIterations ? $"it asks to hash passphrases more than {MostIterations:N0} times" : null;
    }

    /// <summary>As many of the entries, in their order, as ask together for no more than an archive may.</summary>
    public static IReadOnlyList<RecipientEntry> Bound(IEnumerable<RecipientEntry> entries)
    {
        List<RecipientEntry> kept = [];
        long iterations = 0;
        foreach (RecipientEntry entry in entries)
        {
            if (iterations + Iterations(entry) > MostIterations)
                continue;
            iterations += Iterations(entry);
            kept.Add(entry);
        }

        return kept;
    }

    private static long Iterations(RecipientEntry entry) => Math.Max(0L, entry.Iterations ?? 0);

    /// <summary>True where an entry can be shown and tried.</summary>
    private static bool IsPossible(RecipientEntry? entry) =>
        entry is { Kind.Length: > 0, WrappedKey.Length: > 0 }
        && new[] { entry.Kind, entry.KeyId, entry.Name, entry.Salt, entry.WrappedKey }.All(t => t is null || t.Length <= LongestText);

    private static string? CheckFacts(ClearFacts facts)
    {
        if (OriginRules.FindProblem(facts.Server, facts.ServerId, null, null) is { } problem)
            return $"its {problem}";
        return facts.References is not null && facts.References.All(r => r is { Id: not null, Name: not null }) ? null : "its references are not valid";
    }
}
