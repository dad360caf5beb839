using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Engines.Sqlite.Contents;

/// <summary>The pages of a database as one read transaction sees them. One reader at a time.</summary>
internal sealed class PageFile
{
    /// <summary>The page that holds this byte is used for locks, and never for data.</summary>
    private const long LockByte = 0x4000_0000;

    private const int SaltOffset = 16, SaltSize = 8;

    private readonly SqliteFile _database;
    private readonly SqliteFile _log;
    private readonly Dictionary<uint, uint> _frames;
    private readonly byte[] _fingerprint;

    private PageFile(SqliteConnection connection, SqliteFile log, WalIndex? index)
    {
        _database = connection.GetFile(FilePointer.Database);
        _log = log;
        PageSize = (int)connection.ScalarInt64("PRAGMA main.page_size");
        PageCount = (uint)connection.ScalarInt64("PRAGMA main.page_count");
        _frames = index?.MapFrames(log, PageSize) ?? [];
        _fingerprint = ReadFingerprint();
    }

    public int PageSize { get; }

    public uint PageCount { get; }

    private uint LockPage => (uint)(LockByte / PageSize) + 1;

    public static PageFile OfDatabase(SqliteConnection connection) => new(connection, default, null);

    public static PageFile OfDatabaseAndLog(SqliteConnection connection, WalIndex index) =>
        new(connection, connection.GetFile(FilePointer.Journal), index);

    /// <summary>Reads consecutive pages, numbered from 1.</summary>
    public void Read(uint first, Span<byte> destination)
    {
        uint count = (uint)(destination.Length / PageSize);
        for (uint i = 0; i < count;)
        {
            uint page = first + i;
            Span<byte> rest = destination[(int)(i * (long)PageSize)..];
            if (page == LockPage)
            {
                rest[..PageSize].Clear();
                i++;
            }
            else if (_frames.TryGetValue(page, out uint frame))
            {
                _log.Read(rest[..PageSize], WalIndex.PageOffset(frame, PageSize));
                i++;
            }
            else
            {
                uint run = 1;
                while (i + run < count && page + run != LockPage && !_frames.ContainsKey(page + run))
                    run++;
                _database.Read(rest[..(int)(run * (long)PageSize)], (page - 1L) * PageSize);
                i += run;
            }
        }
    }

    /// <summary>
    /// False where the file has changed although it must not: another part of this process has closed a descriptor of
    /// it and so dropped the locks, or somebody writes to it without SQLite.
    /// </summary>
    public bool IsUnchanged() => ReadFingerprint().AsSpan().SequenceEqual(_fingerprint);

    /// <summary>Something that every commit changes: the first page, or the salts of the log that is being read.</summary>
    private byte[] ReadFingerprint()
    {
        byte[] bytes = _frames.Count > 0 ? new byte[SaltSize] : new byte[PageCount == 0 ? 0 : PageSize];
        if (_frames.Count > 0)
            _log.Read(bytes, SaltOffset);
        else if (bytes.Length > 0)
            _database.Read(bytes, 0);
        return bytes;
    }
}
