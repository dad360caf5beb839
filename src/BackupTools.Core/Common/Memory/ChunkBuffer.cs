using BackupTools.Abstractions;
using System.Buffers;

namespace BackupTools.Common;

/// <summary>
/// A growing byte buffer that is filled, read and cleared again and again, so that chunks cost no garbage. Its memory
/// comes from a pool, and goes back there with <see cref="Release"/>.
/// </summary>
public sealed class ChunkBuffer : IBufferWriter<byte>
{
    private byte[] _bytes;

    /// <summary>Creates an empty buffer.</summary>
    /// <param name="capacity">Bytes to reserve at once.</param>
    public ChunkBuffer(int capacity = 0) => _bytes = capacity == 0 ? [] : ChunkMemory.Pool.Rent(capacity);

    /// <summary>The bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes written so far, readable until the next change.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>The bytes written so far, readable until the next change.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, Length);

    /// <summary>Forgets the content and keeps the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>
    /// Gives the memory back; the buffer is then empty. Only to be called when all has gone well: an operation that was
    /// given up may still be writing into it.
    /// </summary>
    public void Release()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        Length = 0;
        if (bytes.Length > 0)
            ChunkMemory.Pool.Return(bytes);
    }

    /// <summary>Exchanges content and memory with another buffer, and copies nothing.</summary>
    /// <param name="other">The other buffer.</param>
    public void Exchange(ChunkBuffer other)
    {
        (_bytes, other._bytes) = (other._bytes, _bytes);
        (Length, other.Length) = (other.Length, Length);
    }

    /// <summary>Cuts the content to its first bytes.</summary>
    /// <param name="length">The number of bytes to keep; at most <see cref="Length"/>.</param>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    /// <summary>Appends bytes.</summary>
    /// <param name="bytes">The bytes to copy in.</param>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Appends one byte.</summary>
    /// <param name="value">The byte.</param>
    public void WriteByte(byte value)
    {
        if (Length == _bytes.Length)
            Grow(1);
        _bytes[Length++] = value;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - Length);
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _bytes.AsSpan(Length);
    }

    private void EnsureFree(int sizeHint)
    {
        int wanted = Math.Max(sizeHint, 1);
        if (_bytes.Length - Length < wanted)
            Grow(wanted);
    }

    private void Grow(int wanted)
    {
        long needed = (long)Length + wanted;
        if (needed > Array.MaxLength)
        {
            throw new BackupException(
                ErrorCode.ValueTooLarge, $"A chunk would need {needed:N0} bytes, more than one piece of memory can hold.");
        }

        long size = Math.Min(Array.MaxLength, Math.Max(needed, Math.Max(4096, _bytes.Length * 2L)));
        byte[] grown = ChunkMemory.Pool.Rent((int)size);
        WrittenSpan.CopyTo(grown);
        int length = Length;
        Release();
        _bytes = grown;
        Length = length;
    }
}
