namespace BackupTools.Engines.MySql.Wire;

/// <summary>The packet that ends an answer, in its three forms: of a statement without rows, and of rows, the old and the new one.</summary>
internal static class EndPacket
{
    /// <summary>The first byte of the one that ends rows.</summary>
    public const byte Marker = 0xFE;

    private const int OldLength = 5;
    private const ushort MoreResults = 8;

    /// <summary>True where another answer to the same statement follows.</summary>
    public static bool HasMoreResults(ReadOnlySpan<byte> payload)
    {
        PacketText text = new(payload);
        byte first = text.Byte();
        if (first == Marker && payload.Length == OldLength)
        {
            text.UInt16();
        }
        else
        {
            text.Number();
            text.Number();
        }

        return (text.UInt16() & MoreResults) != 0;
    }
}
