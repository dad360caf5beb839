using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Wire;
using BackupTools.Engines.Shared;
using static BackupTools.Tests.Engines.MySql.Wire.FakeMySqlServer;

namespace BackupTools.Tests.Engines.MySql.Wire;

/// <summary>Rows are the same however their bytes arrive.</summary>
public sealed class MySqlRowReaderTests
{
    private const int Full = PacketReader.FullPacket;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_are_the_same_wherever_the_stream_is_split()
    {
        byte[] special = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        byte[] stream = Packets(
            7, [0xFB, 0, 1, (byte)'a'], [0xFC, 0, 1, .. special, 0xFB, 0xFB], [0xFD, 3, 0, 0, 9, 10, 92, 2, (byte)'\\', (byte)'N', 0], End());
        byte[] expected = (await ReadAsync(stream, stream.Length, 0)).Bytes;
        Assert.Equal(@"\N" + "\t\ta\n", System.Text.Encoding.ASCII.GetString(expected.AsSpan(0, 6)));
        Assert.Equal(3, expected.Count(b => b == '\n'));
        for (int first = 1; first < stream.Length; first++)
        {
            Assert.Equal(expected, (await ReadAsync(stream, first, 0)).Bytes);
            Assert.Equal(expected, (await ReadAsync(stream, first, 1)).Bytes);
        }
    }

    [Theory]
    [InlineData(Full - 1), InlineData(Full), InlineData(Full + 1), InlineData((2 * Full) - 1), InlineData(2 * Full), InlineData((2 * Full) + 1)]
    public async Task A_row_may_end_anywhere_at_the_border_of_a_packet(int payloadLength)
    {
        // The row's payload is one value behind its length, and a second that is NULL.
        bool isLong = payloadLength - 5 > Full;
        int length = payloadLength - (isLong ? 10 : 5);
        byte[] payload = new byte[payloadLength];
        payload[0] = isLong ? (byte)0xFE : (byte)0xFD;
        BitConverter.TryWriteBytes(payload.AsSpan(1), length);
        if (!isLong)
            payload[4] = (byte)'x';
        payload.AsSpan(isLong ? 9 : 4, length).Fill((byte)'x');
        payload[^1] = 0xFB;
        List<byte[]> packets = [];
        for (int at = 0; at <= payloadLength; at += Full)
            packets.Add(payload[at..Math.Min(at + Full, payloadLength)]);
        byte[] stream = [.. Packets(3, [.. packets]), .. Packet((byte)(3 + packets.Count), [1, (byte)'b', 0xFB]), .. Packet((byte)(4 + packets.Count), End())];
        foreach ((int first, int piece) in new[] { (stream.Length, 0), (1, 0), (4, 8192), (5, 100_003), (Full + 3, 0), (Full + 4, 0), (Full + 5, 0), (Full + 7, 0), (Full + 8, 1_000_000) })
        {
            (byte[] bytes, RowDigest digest) = await ReadAsync(stream, Math.Min(first, stream.Length), piece, columns: 2);
            Assert.Equal((length + 4 + 5, 2L), (bytes.Length, digest.Rows));
            Assert.Equal(length, bytes.AsSpan().IndexOfAnyExcept((byte)'x'));
        }
    }

    [Fact]
    public async Task A_row_that_ends_at_its_packets_border_without_the_empty_one_is_an_error()
    {
        byte[] payload = new byte[Full];
        payload[0] = 0xFD;
        BitConverter.TryWriteBytes(payload.AsSpan(1), Full - 4);
        await Assert.ThrowsAsync<ProtocolException>(() => ReadAsync([.. Packet(0, payload), .. Packet(1, [0xFB])], 10, 0, columns: 1));
        payload[0] = 0xFE;
        payload.AsSpan(1, 8).Fill(0xFF);
        await Assert.ThrowsAsync<ProtocolException>(() => ReadAsync([.. Packet(0, payload), .. Packet(1, [0xFB])], 10, 0, columns: 1));
    }

    /// <summary>Reads all rows of a stream that comes in a first piece, and then in pieces of a length; 0 for all the rest at once.</summary>
    private static async Task<(byte[] Bytes, RowDigest Digest)> ReadAsync(byte[] bytes, int first, int piece, int columns = 3)
    {
        PacketReader packets = new(new PieceStream(bytes, first, piece)) { Sequence = bytes[3] };
        RowReader reader = new(packets);
        reader.Begin(columns);
        ChunkBuffer target = new();
        RowDigest digest = new();
        while (true)
        {
            switch (reader.Scan(target, int.MaxValue, digest))
            {
                case RowScan.NeedsMore:
                    await packets.FillAsync(Token);
                    break;
                case RowScan.LargeRow:
                    await reader.ReadLargeAsync(target, digest, Token);
                    break;
                default:
                    Assert.Equal(EndPacket.Marker, (await packets.ReadAsync(Token)).Span[0]);
                    return (target.WrittenSpan.ToArray(), digest);
            }
        }
    }

    /// <summary>A stream that gives no more than the next piece at once.</summary>
    private sealed class PieceStream(byte[] bytes, int first, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int most = Position < first ? first - (int)Position : piece == 0 ? int.MaxValue : piece;
            return ValueTask.FromResult(Read(buffer.Span[..Math.Min(buffer.Length, most)]));
        }
    }
}
