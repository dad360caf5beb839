using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BackupTools.Common;

/// <summary>CRC-32 as ZIP and gzip use it (polynomial 0xEDB88320): by multiplication where the processor can, else by tables.</summary>
public static class Crc32
{
    private const int Slices = 16;
    private static readonly uint[] Table = MakeTable();

    /// <summary>Computes the checksum of the bytes.</summary>
    /// <param name="data">The bytes; may be empty.</param>
    public static uint Compute(ReadOnlySpan<byte> data)
    {
        const uint Start = 0xFFFFFFFF;
        int folded = Crc32Folding.IsSupported ? Crc32Folding.UsableLength(data.Length) : 0;
        uint crc = folded == 0 ? Start : Crc32Folding.Update(Start, data[..folded]);
        return ~UpdateByTable(crc, data[folded..]);
    }

    /// <summary>Continues a checksum (not inverted).</summary>
    internal static uint UpdateByTable(uint crc, ReadOnlySpan<byte> data)
    {
        ref uint table = ref MemoryMarshal.GetArrayDataReference(Table);
        while (data.Length >= Slices)
        {
            uint a = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ crc;
            uint b = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            uint c = BinaryPrimitives.ReadUInt32LittleEndian(data[8..]);
            uint d = BinaryPrimitives.ReadUInt32LittleEndian(data[12..]);
            crc = Four(ref table, 12, a) ^ Four(ref table, 8, b) ^ Four(ref table, 4, c) ^ Four(ref table, 0, d);
            data = data[Slices..];
        }

        foreach (byte value in data)
            crc = (crc >> 8) ^ Unsafe.Add(ref table, (byte)crc ^ value);
        return crc;
    }

    /// <summary>The share of four bytes that are followed by <paramref name="behind"/> more in the same step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Four(ref uint table, int behind, uint word) =>
        Unsafe.Add(ref table, ((behind + 3) * 256) + (byte)word)
        ^ Unsafe.Add(ref table, ((behind + 2) * 256) + (byte)(word >> 8))
        ^ Unsafe.Add(ref table, ((behind + 1) * 256) + (byte)(word >> 16))
        ^ Unsafe.Add(ref table, (behind * 256) + (byte)(word >> 24));

    private static uint[] MakeTable()
    {
        uint[] table = new uint[Slices * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            table[i] = crc;
        }

        for (int i = 256; i < table.Length; i++)
            table[i] = (table[i - 256] >> 8) ^ table[(byte)table[i - 256]];
        return table;
    }
}
