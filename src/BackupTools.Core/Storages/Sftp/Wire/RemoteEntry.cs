namespace BackupTools.Storages.Sftp.Wire;

/// <summary>What the server says of a file or folder.</summary>
/// <param name="SizeBytes">Its size; null where it is not said.</param>
/// <param name="Mode">Its kind and permissions; null where it is not said.</param>
/// <param name="ModifiedAt">When it was written; null where it is not said.</param>
internal readonly record struct RemoteEntry(long? SizeBytes, uint? Mode, DateTime? ModifiedAt)
{
    private const uint KindMask = 0xF000;

    public bool IsFile => Mode is { } mode && (mode & KindMask) == 0x8000;

    public bool IsFolder => Mode is { } mode && (mode & KindMask) == 0x4000;

    public bool IsLink => Mode is { } mode && (mode & KindMask) == 0xA000;

    public static RemoteEntry Read(ref PacketReader reader)
    {
        const uint HasSize = 1, HasOwner = 2, HasMode = 4, HasTimes = 8, HasMore = 0x80000000;
        uint flags = reader.Int();
        ulong? size = (flags & HasSize) != 0 ? reader.Long() : null;
        if ((flags & HasOwner) != 0)
            reader.Long();
        uint? mode = (flags & HasMode) != 0 ? reader.Int() : null;
        DateTime? modified = null;
        if ((flags & HasTimes) != 0)
        {
            reader.Int();
            modified = DateTime.UnixEpoch.AddSeconds(reader.Int());
        }

        for (uint i = (flags & HasMore) != 0 ? reader.Int() : 0; i > 0; i--)
        {
            reader.Bytes();
            reader.Bytes();
        }

        return new RemoteEntry(size is { } s ? checked((long)Math.Min(s, long.MaxValue)) : null, mode, modified);
    }
}
