using System.Text;
using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Engines.MySql.Wire;

/// <summary>What a server says of itself when it is connected to.</summary>
/// <param name="Version">Its version, as it writes it.</param>
/// <param name="ConnectionId">The number of the session.</param>
/// <param name="Challenge">The bytes that a password is mixed with.</param>
/// <param name="Capabilities">What it can do.</param>
/// <param name="Plugin">The authentication that it assumes.</param>
internal sealed record Greeting(string Version, uint ConnectionId, byte[] Challenge, Capabilities Capabilities, string Plugin)
{
    /// <summary>The bytes of a challenge, with whatever authentication.</summary>
    public const int ChallengeLength = 20;

    private const byte ProtocolVersion = 10;

    /// <summary>Takes the packet apart.</summary>
    /// <exception cref="ServerException">Where the server says that it takes nobody.</exception>
    /// <exception cref="ProtocolException">Where it is no greeting.</exception>
    public static Greeting Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > 0 && payload[0] == ErrorPacket.Marker)
            throw ErrorPacket.Read(payload, isBeforeLogin: true);
        PacketText text = new(payload);
        byte protocol = text.Byte();
        if (protocol != ProtocolVersion)
            throw new ProtocolException($"a greeting of the protocol version {protocol}");
        string version = text.TextToZero();
        uint id = text.UInt32();
        byte[] challenge = new byte[ChallengeLength];
        text.Bytes(8).CopyTo(challenge);
        text.Byte();
        uint capabilities = text.UInt16();
        text.Byte();
        text.UInt16();
        capabilities |= (uint)text.UInt16() << 16;
        text.Byte();
        text.Bytes(10);
        if (!((Capabilities)capabilities).HasFlag(Capabilities.Protocol41 | Capabilities.SecureConnection | Capabilities.PluginAuthentication))
            throw new ProtocolException("a greeting of a server before version 5.5");
        text.Bytes(12).CopyTo(challenge.AsSpan(8));
        text.Byte();
        ReadOnlySpan<byte> plugin = text.Remaining > 0 ? text.Rest() : "mysql_native_password"u8;
        int end = plugin.IndexOf((byte)0);
        return new(version, id, challenge, (Capabilities)capabilities, Encoding.UTF8.GetString(end < 0 ? plugin : plugin[..end]));
    }
}
