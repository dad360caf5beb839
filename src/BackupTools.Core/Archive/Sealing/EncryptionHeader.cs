namespace BackupTools.Archive;

/// <summary>What a header says of an archive's encryption.</summary>
public sealed record EncryptionHeader
{
    /// <summary>How members are encrypted; one scheme so far.</summary>
    public required string Scheme { get; init; }

    /// <summary>How many bytes a segment has before it is encrypted; only a member's last one may have fewer.</summary>
    public required int SegmentSize { get; init; }

    /// <summary>Follows from the data key and tells it from every other one, 64 lower-case hexadecimal digits.</summary>
    public required string KeyCommitment { get; init; }
}
