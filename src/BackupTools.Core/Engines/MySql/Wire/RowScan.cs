namespace BackupTools.Engines.MySql.Wire;

/// <summary>Why no more rows were moved.</summary>
internal enum RowScan
{
    /// <summary>The caller has as much as it wanted.</summary>
    Full,

    /// <summary>The next row has not come as a whole.</summary>
    NeedsMore,

    /// <summary>The next row is larger than the buffer, or than a packet.</summary>
    LargeRow,

    /// <summary>The next packet is no row.</summary>
    OtherPacket,
}
