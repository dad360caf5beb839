namespace BackupTools.Engines.Sqlite.Native;

/// <summary>Which of its files a connection is asked for.</summary>
internal enum FilePointer
{
    Database = 7,
    Journal = 28,
}

/// <summary>
/// A file that the library has open, read through the library's own functions. Opening the database file a second time
/// is no alternative: closing any descriptor of it would drop all POSIX locks that this process has on it.
/// </summary>
/// <remarks>Not thread-safe: the library may seek and then read.</remarks>
internal readonly unsafe struct SqliteFile
{
    /// <summary>The library's UNIX code reads at most 128 KiB less one byte at once.</summary>
    private const int LargestRead = 64 * 1024;

    private const int ReadSlot = 2, ShmMapSlot = 13, ShmBarrierSlot = 15;

    private readonly nint _file;

    public SqliteFile(nint file) => _file = file;

    private nint* Methods => *(nint**)_file;

    /// <summary>Reads exactly so many bytes.</summary>
    /// <exception cref="SqliteException">Where reading fails, or the file ends before (a short read).</exception>
    public void Read(Span<byte> destination, long offset)
    {
        var function = (delegate* unmanaged[Cdecl]<nint, byte*, int, long, int>)Methods[ReadSlot];
        fixed (byte* p = destination)
        {
            for (int done = 0; done < destination.Length;)
            {
                int count = Math.Min(LargestRead, destination.Length - done);
                int code = function(_file, p + done, count, offset + done);
                if (code != ResultCode.Ok)
                    throw new SqliteException(code, $"Reading {count} bytes at offset {offset + done} failed.");
                done += count;
            }
        }
    }

    /// <summary>The shared memory of the write-ahead log's index; null where there is none to be read.</summary>
    public byte* MapWalIndex()
    {
        const int RegionSize = 32 * 1024;
        const int FirstVersionWithSharedMemory = 2;
        if (*(int*)Methods < FirstVersionWithSharedMemory)
            return null;
        byte* region = null;
        var function = (delegate* unmanaged[Cdecl]<nint, int, int, int, byte**, int>)Methods[ShmMapSlot];
        int code = function(_file, 0, RegionSize, 0, &region);
        return code is ResultCode.Ok or ResultCode.ReadOnly ? region : null;
    }

    /// <summary>Orders reads of the shared memory.</summary>
    public void ShmBarrier() => ((delegate* unmanaged[Cdecl]<nint, void>)Methods[ShmBarrierSlot])(_file);
}
