namespace BackupTools.Archive;

/// <summary>What a header says of an archive's encryption.</summary>
public sealed record EncryptionHeader
{
    /// <summary>The only scheme so far.</summary>
    public const string SegmentsOfAesGcm = "aes-256-gcm-hkdf-sha256";

    /// <summary>The size of segments that is written, and the largest that is read.</summary>
    public const int LargestSegment = 1024 * 1024;

    /// <summary>The smallest segments that are read.</summary>
    public const int SmallestSegment = 4096;

    /// <summary>How members are encrypted; one scheme so far.</summary>
    public required string Scheme { get; init; }

    /// <summary>How many bytes a segment has before it is encrypted; only a member's last one may have fewer.</summary>
    public required int SegmentSize { get; init; }

    /// <summary>Follows from the data key and tells it from every other one, 64 lower-case hexadecimal digits.</summary>
    public required string KeyCommitment { get; init; }
}
