using System.Buffers.Binary;

namespace BackupTools.Engines.Sqlite.Native;

/// <summary>The header of the write-ahead log's index as one moment of the shared memory shows it.</summary>
/// <remarks>Layout: the library's <c>walformat</c> document; numbers are in the machine's byte order.</remarks>
internal readonly unsafe struct WalIndex
{
    private const int HeaderSize = 48;
    private const int BackfillOffset = 96;
    private const int Version = 3_007_000;

    private readonly byte[] _header;

    private WalIndex(byte[] header) => _header = header;

    /// <summary>The last valid frame; 0 where the log is empty.</summary>
    public uint LastFrame => BitConverter.ToUInt32(_header, 16);

    /// <summary>The two salts as the frames have them.</summary>
    public ReadOnlySpan<byte> Salts => _header.AsSpan(32, 8);

    /// <summary>Reads the header; null where its two copies differ (somebody is writing it) or it is not initialized.</summary>
    public static WalIndex? TryRead(SqliteFile file, byte* region)
    {
        byte[] first = new ReadOnlySpan<byte>(region, HeaderSize).ToArray();
        file.ShmBarrier();
        if (!new ReadOnlySpan<byte>(region + HeaderSize, HeaderSize).SequenceEqual(first))
            return null;
        bool initialized = first[12] != 0 && BitConverter.ToInt32(first, 0) == Version;
        return initialized ? new WalIndex(first) : null;
    }

    /// <summary>How many frames a checkpoint has already copied into the database file.</summary>
    public static uint ReadBackfill(SqliteFile file, byte* region)
    {
        uint backfill = Volatile.Read(ref *(uint*)(region + BackfillOffset));
        file.ShmBarrier();
        return backfill;
    }

    /// <summary>True where no transaction was committed between the two readings.</summary>
    public bool SameAs(WalIndex other) => _header.AsSpan().SequenceEqual(other._header);

    /// <summary>Maps every page in the log to its last frame.</summary>
    public Dictionary<uint, uint> MapFrames(SqliteFile log, int pageSize)
    {
        const int LogHeaderSize = 32, FrameHeaderSize = 24;
        var frames = new Dictionary<uint, uint>();
        Span<byte> header = stackalloc byte[FrameHeaderSize];
        for (uint frame = 1; frame <= LastFrame; frame++)
        {
            log.Read(header, LogHeaderSize + ((frame - 1L) * (FrameHeaderSize + pageSize)));
            if (!header.Slice(8, 8).SequenceEqual(Salts))
                throw new SqliteException(ResultCode.Corrupt, $"Frame {frame} of the write-ahead log is of another generation.");
            frames[BinaryPrimitives.ReadUInt32BigEndian(header)] = frame;
        }

        return frames;
    }

    /// <summary>Where the page of a frame begins in the log.</summary>
    public static long PageOffset(uint frame, int pageSize) => 32 + ((frame - 1L) * (24 + pageSize)) + 24;
}
