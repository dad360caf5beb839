namespace BackupTools.Archive.Zip;

/// <summary>A member of the container.</summary>
/// <param name="Name">Its name: ASCII, so that it has as many bytes as characters.</param>
/// <param name="Crc32">The CRC-32 of its stored bytes.</param>
/// <param name="Size">How many bytes are stored.</param>
/// <param name="HeaderOffset">Where its local header begins.</param>
internal sealed record ZipMember(string Name, uint Crc32, long Size, long HeaderOffset)
{
    /// <summary>Where its bytes begin.</summary>
    public long Offset => HeaderOffset + LocalHeader.GetLength(Name);

    /// <summary>Where the byte behind its last one is.</summary>
    public long End => Offset + Size;
}
