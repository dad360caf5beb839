using System.Buffers.Binary;

namespace BackupTools.Tests.Servers.Clouds;

/// <summary>CRC-32C as the stub finds it: by a table, where the product asks the processor.</summary>
internal static class StubCrc32c
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i =>
    {
        uint value = (uint)i;
        for (int bit = 0; bit < 8; bit++)
            value = (value >> 1) ^ ((value & 1) * 0x82F63B78);
        return value;
    })];

    public static string Of(byte[] content)
    {
        uint state = uint.MaxValue;
        foreach (byte one in content)
            state = (state >> 8) ^ Table[(byte)(state ^ one)];
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, ~state);
        return Convert.ToBase64String(bytes);
    }
}
