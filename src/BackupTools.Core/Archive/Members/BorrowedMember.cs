namespace BackupTools.Archive;

/// <summary>A member's stored bytes as they were read, in borrowed memory. Only its place and its local header were checked.</summary>
/// <param name="display">How errors name the file that it was read from.</param>
/// <param name="name">The member's name.</param>
/// <param name="crc32">The CRC-32 that the bytes must have.</param>
/// <param name="memory">The memory, of the pool.</param>
/// <param name="start">Where in it the bytes begin.</param>
/// <param name="length">How many there are.</param>
internal readonly struct BorrowedMember(string display, string name, uint crc32, byte[] memory, int start, int length) : IDisposable
{
    public string Display => display;

    public string Name => name;

    public uint Crc32 => crc32;

    public ReadOnlyMemory<byte> Bytes => memory.AsMemory(start, length);

    public void Dispose() => ChunkMemory.Pool.Return(memory);
}
