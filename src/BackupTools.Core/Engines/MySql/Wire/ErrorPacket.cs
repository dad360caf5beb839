using System.Text;
using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Engines.MySql.Wire;

/// <summary>The packet in which a server says that something failed.</summary>
internal static class ErrorPacket
{
    /// <summary>The packet's first byte.</summary>
    public const byte Marker = 0xFF;

    private const int LongestMessage = 2000;

    /// <summary>Takes the packet apart.</summary>
    /// <param name="payload">The packet.</param>
    /// <param name="isBeforeLogin">True where the two sides have not agreed on anything yet.</param>
    public static ServerException Read(ReadOnlySpan<byte> payload, bool isBeforeLogin = false)
    {
        PacketText text = new(payload);
        text.Byte();
        ushort number = text.UInt16();
        string state = "HY000";
        ReadOnlySpan<byte> message = text.Rest();
        if (message.Length >= 6 && message[0] == (byte)'#')
        {
            state = Encoding.ASCII.GetString(message[1..6]);
            message = message[6..];
        }
        else if (!isBeforeLogin && message.Length == 0)
        {
            throw new ProtocolException("an error without a text");
        }

        return new ServerException(number, state, Encoding.UTF8.GetString(message.Length > LongestMessage ? message[..LongestMessage] : message));
    }
}
