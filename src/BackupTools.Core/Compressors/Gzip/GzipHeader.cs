namespace BackupTools.Compressors;

/// <summary>The header of a gzip member (RFC 1952, section 2.3).</summary>
internal static class GzipHeader
{
    private const int FixedLength = 10;
    private const int HeaderCrc = 2, Extra = 4, Name = 8, Comment = 16, Reserved = 0xE0;

    /// <summary>How many bytes the header takes; null where it is not one.</summary>
    public static int? GetLength(ReadOnlySpan<byte> data)
    {
        if (data.Length < FixedLength || data[0] != 0x1F || data[1] != 0x8B || data[2] != 8 || (data[3] & Reserved) != 0)
            return null;

        int flags = data[3];
        int length = FixedLength;
        if ((flags & Extra) != 0)
        {
            if (data.Length < length + 2)
                return null;
            length += 2 + data[length] + (data[length + 1] << 8);
        }

        if ((flags & Name) != 0 && !SkipText(data, ref length))
            return null;
        if ((flags & Comment) != 0 && !SkipText(data, ref length))
            return null;
        if ((flags & HeaderCrc) != 0)
            length += 2;
        return length <= data.Length ? length : null;
    }

    private static bool SkipText(ReadOnlySpan<byte> data, ref int length)
    {
        if (length > data.Length)
            return false;
        int end = data[length..].IndexOf((byte)0);
        length += end + 1;
        return end >= 0;
    }
}
