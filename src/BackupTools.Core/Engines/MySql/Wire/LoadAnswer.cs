using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Engines.MySql.Wire;

/// <summary>What a server says of rows that it was sent.</summary>
/// <param name="Rows">How many it has taken.</param>
/// <param name="Warnings">How many times it has remarked something; at most 65,535.</param>
internal sealed record LoadAnswer(long Rows, int Warnings)
{
    /// <summary>Takes the packet apart.</summary>
    public static LoadAnswer Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length == 0 || payload[0] != 0)
            throw new ProtocolException("an answer without a count to rows that were sent");
        PacketText text = new(payload);
        text.Byte();
        ulong rows = text.Number();
        text.Number();
        text.UInt16();
        return rows <= long.MaxValue ? new LoadAnswer((long)rows, text.UInt16()) : throw new ProtocolException($"{rows:N0} rows");
    }
}
