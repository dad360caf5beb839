using System.Buffers.Binary;
using System.Numerics;

namespace BackupTools.Storages.GoogleCloud;

/// <summary>The checksum that the service has of every object: CRC-32 with Castagnoli's polynomial.</summary>
internal sealed class Crc32c
{
    private uint _state = uint.MaxValue;

    /// <summary>As the service writes it: Base64 of four bytes, the highest first.</summary>
    public string Text
    {
        get
        {
            byte[] bytes = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, ~_state);
            return Convert.ToBase64String(bytes);
        }
    }

    /// <summary>Takes further bytes in.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint state = _state;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte one in bytes)
            state = BitOperations.Crc32C(state, one);
        _state = state;
    }
}
