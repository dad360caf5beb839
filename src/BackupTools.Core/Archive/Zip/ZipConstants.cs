namespace BackupTools.Archive.Zip;

/// <summary>What every record says alike.</summary>
internal static class ZipConstants
{
    /// <summary>ZIP 4.5, the version that has ZIP64.</summary>
    public const ushort Version = 45;

    /// <summary>Bit 11: names are UTF-8.</summary>
    public const ushort Flags = 0x0800;

    /// <summary>What a field of 16 bits says where its value is in a ZIP64 record.</summary>
    public const ushort See64Short = 0xFFFF;

    /// <summary>What a field of 32 bits says where its value is in a ZIP64 record.</summary>
    public const uint See64 = 0xFFFFFFFF;
}
