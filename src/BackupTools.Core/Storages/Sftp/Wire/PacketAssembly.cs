using System.Buffers.Binary;

namespace BackupTools.Storages.Sftp.Wire;

/// <summary>Puts packets together from bytes that come in pieces of any size.</summary>
/// <param name="maxBytes">The longest packet that is taken; what says that it is longer is no packet.</param>
internal sealed class PacketAssembly(int maxBytes)
{
    private readonly byte[] _head = new byte[5];
    private int _headCount;
    private byte[]? _content;
    private int _contentCount;

    /// <summary>Takes bytes, and hands over each packet that is complete.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="deliver">Is given a packet's kind and what follows it.</param>
    /// <exception cref="SftpProtocolException">Where it cannot be a packet.</exception>
    public void Take(ReadOnlySpan<byte> bytes, Action<byte, byte[]> deliver)
    {
        while (!bytes.IsEmpty || _content is { Length: 0 })
        {
            if (_content is null)
            {
                bytes = bytes[Fill(_head, ref _headCount, bytes)..];
                if (_headCount == _head.Length)
                    _content = NewContent();
                continue;
            }

            bytes = bytes[Fill(_content, ref _contentCount, bytes)..];
            if (_contentCount < _content.Length)
                continue;
            byte[] complete = _content;
            (_content, _contentCount, _headCount) = (null, 0, 0);
            deliver(_head[4], complete);
        }
    }

    private byte[] NewContent()
    {
        uint length = BinaryPrimitives.ReadUInt32BigEndian(_head);
        return length >= 1 && length <= maxBytes
            ? new byte[length - 1]
            : throw new SftpProtocolException($"a packet of {length:N0} bytes was announced");
    }

    private static int Fill(byte[] target, ref int count, ReadOnlySpan<byte> bytes)
    {
        int taken = Math.Min(target.Length - count, bytes.Length);
        bytes[..taken].CopyTo(target.AsSpan(count));
        count += taken;
        return taken;
    }
}
