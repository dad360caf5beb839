using System.Text.Json.Serialization;

namespace BackupTools.Abstractions;

/// <summary>
/// What a manifest says of the member that holds a script or a chunk. The hashes are <see cref="StoredSha256"/> and
/// <see cref="RawXxh128"/>, or <see cref="Sha256"/> alone where an archive of version 1 of the format has the bytes.
/// </summary>
public abstract record ArchiveMember
{
    /// <summary>The member's name in the zip file.</summary>
    public required string Member { get; init; }

    /// <summary>
    /// The name that the member would have in an archive that is not encrypted, for whoever unpacks it; null where it has that name.
    /// </summary>
    public string? PlainName { get; init; }

    /// <summary>
    /// What the member is called by what it holds: the only name that says anything of its content, since that of an encrypted member says nothing.
    /// </summary>
    [JsonIgnore]
    public string ContentName => PlainName ?? Member;

    /// <summary>The codec's permanent name.</summary>
    public required string Codec { get; init; }

    /// <summary>Where the member's bytes begin in the file (after its local header).</summary>
    public required long Offset { get; init; }

    /// <summary>The member's stored size.</summary>
    public required long Size { get; init; }

    /// <summary>The size after decompression; of a script, that of its text in UTF-8.</summary>
    public required long RawSize { get; init; }

    /// <summary>SHA-256 of the raw bytes, 64 lower-case hexadecimal digits; null where the format's version is 2 or more.</summary>
    public string? Sha256 { get; init; }

    /// <summary>SHA-256 of the stored bytes, 64 lower-case hexadecimal digits; null where the format's version is 1.</summary>
    public string? StoredSha256 { get; init; }

    /// <summary>
    /// XXH3 of 128 bits of the raw bytes, 32 lower-case hexadecimal digits; null where the format's version is 1. Equal content
    /// has the same, however it was compressed.
    /// </summary>
    public string? RawXxh128 { get; init; }
}
