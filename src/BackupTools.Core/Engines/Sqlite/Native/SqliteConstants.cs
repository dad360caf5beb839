namespace BackupTools.Engines.Sqlite.Native;

/// <summary>Primary result codes of the library; the low byte of an extended code.</summary>
internal static class ResultCode
{
    public const int Ok = 0;
    public const int Error = 1;
    public const int Permission = 3;
    public const int Busy = 5;
    public const int Locked = 6;
    public const int NoMemory = 7;
    public const int ReadOnly = 8;
    public const int Interrupt = 9;
    public const int IoError = 10;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int TooBig = 18;
    public const int Constraint = 19;
    public const int Auth = 23;
    public const int NotADatabase = 26;
    public const int Row = 100;
    public const int Done = 101;

    public const int IoErrorShortRead = IoError | (2 << 8);

    public static int Primary(int code) => code & 0xFF;
}

/// <summary>Flags of <c>sqlite3_open_v2</c>.</summary>
[Flags]
internal enum OpenMode
{
    ReadOnly = 0x1,
    ReadWrite = 0x2,
    Create = 0x4,
    Uri = 0x40,
    NoMutex = 0x8000,
}

/// <summary>The storage class of a value.</summary>
internal enum ValueType
{
    Integer = 1,
    Real = 2,
    Text = 3,
    Blob = 4,
    Null = 5,
}
