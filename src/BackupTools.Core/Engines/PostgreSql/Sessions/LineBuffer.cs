using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Sessions;

/// <summary>Bytes of a COPY on their way from the driver's stream, out of which whole rows are taken.</summary>
internal sealed class LineBuffer
{
    private const int InitialSize = 256 * 1024;

    private byte[] _bytes = new byte[InitialSize];
    private int _start;
    private int _scanned;
    private int _end;

    /// <summary>True where nothing of a row is left.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>Moves the next row to the caller, where it is there as a whole.</summary>
    public bool TryTakeRow(ChunkBuffer buffer, RowDigest digest)
    {
        int end = _bytes.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
        if (end < 0)
        {
            _scanned = _end;
            return false;
        }

        ReadOnlySpan<byte> row = _bytes.AsSpan(_start, _scanned + end + 1 - _start);
        buffer.Write(row);
        digest.Add(row[..^1]);
        _start += row.Length;
        _scanned = _start;
        return true;
    }

    /// <summary>Reads on.</summary>
    /// <returns>False at the stream's end.</returns>
    public async Task<bool> FillAsync(Stream stream, CancellationToken cancellationToken)
    {
        MakeRoom();
        int count = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
        _end += count;
        return count > 0;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _start = _scanned = _end = 0;

    private void MakeRoom()
    {
        byte[] target = _end - _start > _bytes.Length / 2 ? new byte[Math.Min(Array.MaxLength, _bytes.Length * 2L)] : _bytes;
        _bytes.AsSpan(_start, _end - _start).CopyTo(target);
        _scanned -= _start;
        _end -= _start;
        _start = 0;
        _bytes = target;
    }
}
