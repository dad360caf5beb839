using System.Runtime.InteropServices;

namespace BackupTools.Engines.Sqlite.Native;

/// <summary>
/// The functions of one loaded SQLite library. The ones that only fetch a value of the current row skip the garbage
/// collector's transition, which costs more than they do; nothing that can block or call back does.
/// </summary>
/// <remarks>Variadic functions (<c>sqlite3_db_config</c>) are absent: their calling convention differs on Apple's ARM.</remarks>
internal sealed unsafe class SqliteLibrary
{
    private static readonly Lazy<SqliteLibrary> Shared = new(SqliteLibraryLocator.Find);

    private readonly nint _module;

    private SqliteLibrary(nint module, string source)
    {
        _module = module;
        Source = source;
        LibVersionNumber = (delegate* unmanaged[Cdecl]<int>)Find("sqlite3_libversion_number");
        LibVersion = (delegate* unmanaged[Cdecl]<byte*>)Find("sqlite3_libversion");
        ThreadSafe = (delegate* unmanaged[Cdecl]<int>)Find("sqlite3_threadsafe");
        Open = (delegate* unmanaged[Cdecl]<byte*, nint*, int, byte*, int>)Find("sqlite3_open_v2");
        Close = (delegate* unmanaged[Cdecl]<nint, int>)Find("sqlite3_close_v2");
        ErrorMessage = (delegate* unmanaged[Cdecl]<nint, byte*>)Find("sqlite3_errmsg");
        ErrorString = (delegate* unmanaged[Cdecl]<int, byte*>)Find("sqlite3_errstr");
        ExtendedErrorCode = (delegate* unmanaged[Cdecl]<nint, int>)Find("sqlite3_extended_errcode");
        Interrupt = (delegate* unmanaged[Cdecl]<nint, void>)Find("sqlite3_interrupt");
        BusyHandler = (delegate* unmanaged[Cdecl]<nint, nint, nint, int>)Find("sqlite3_busy_handler");
        ProgressHandler = (delegate* unmanaged[Cdecl]<nint, int, nint, nint, void>)Find("sqlite3_progress_handler");
        CollationNeeded = (delegate* unmanaged[Cdecl]<nint, nint, nint, int>)Find("sqlite3_collation_needed");
        CreateCollation = (delegate* unmanaged[Cdecl]<nint, byte*, int, nint, nint, nint, int>)Find("sqlite3_create_collation_v2");
        SetAuthorizer = (delegate* unmanaged[Cdecl]<nint, nint, nint, int>)Find("sqlite3_set_authorizer");
        FileControl = (delegate* unmanaged[Cdecl]<nint, byte*, int, void*, int>)Find("sqlite3_file_control");
        TotalChanges = (delegate* unmanaged[Cdecl]<nint, int>)Find("sqlite3_total_changes");
        GetAutocommit = (delegate* unmanaged[Cdecl]<nint, int>)Find("sqlite3_get_autocommit");
        Prepare = (delegate* unmanaged[Cdecl]<nint, byte*, int, nint*, byte**, int>)Find("sqlite3_prepare_v2");
        Step = (delegate* unmanaged[Cdecl]<nint, int>)Find("sqlite3_step");
        Reset = (delegate* unmanaged[Cdecl]<nint, int>)Find("sqlite3_reset");
        FinalizeStatement = (delegate* unmanaged[Cdecl]<nint, int>)Find("sqlite3_finalize");
        BindValue = (delegate* unmanaged[Cdecl]<nint, int, nint, int>)Find("sqlite3_bind_value");
        BindInt64 = (delegate* unmanaged[Cdecl]<nint, int, long, int>)Find("sqlite3_bind_int64");
        BindText = (delegate* unmanaged[Cdecl]<nint, int, byte*, int, nint, int>)Find("sqlite3_bind_text");
        ColumnCount = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)Find("sqlite3_column_count");
        ColumnType = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int>)Find("sqlite3_column_type");
        ColumnInt64 = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long>)Find("sqlite3_column_int64");
        ColumnDouble = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, double>)Find("sqlite3_column_double");
        ColumnBytes = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int>)Find("sqlite3_column_bytes");
        ColumnBlobQuick = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, byte*>)Find("sqlite3_column_blob");
        ColumnText = (delegate* unmanaged[Cdecl]<nint, int, byte*>)Find("sqlite3_column_text");
        ColumnText16 = (delegate* unmanaged[Cdecl]<nint, int, byte*>)Find("sqlite3_column_text16");
        ColumnBytes16 = (delegate* unmanaged[Cdecl]<nint, int, int>)Find("sqlite3_column_bytes16");
        ColumnValue = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, nint>)Find("sqlite3_column_value");
        ValueType = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)Find("sqlite3_value_type");
        ValueInt64 = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, long>)Find("sqlite3_value_int64");
        ValueDouble = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, double>)Find("sqlite3_value_double");
        ValueBlobQuick = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*>)Find("sqlite3_value_blob");
        ValueBytes = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)Find("sqlite3_value_bytes");
        ValueText = (delegate* unmanaged[Cdecl]<nint, byte*>)Find("sqlite3_value_text");
    }

    /// <summary>The library that this process uses: the system's, or the one that comes with the product.</summary>
    public static SqliteLibrary Default => Shared.Value;

    /// <summary>Where it was found.</summary>
    public string Source { get; }

    /// <summary>Its version, e.g. <c>3.40.1</c>.</summary>
    public string Version => Marshal.PtrToStringUTF8((nint)LibVersion()) ?? "";

    /// <summary>Its version as one number, e.g. 3040001.</summary>
    public int VersionNumber => LibVersionNumber();

    public readonly delegate* unmanaged[Cdecl]<int> LibVersionNumber;
    public readonly delegate* unmanaged[Cdecl]<byte*> LibVersion;
    public readonly delegate* unmanaged[Cdecl]<int> ThreadSafe;
    public readonly delegate* unmanaged[Cdecl]<byte*, nint*, int, byte*, int> Open;
    public readonly delegate* unmanaged[Cdecl]<nint, int> Close;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> ErrorMessage;
    public readonly delegate* unmanaged[Cdecl]<int, byte*> ErrorString;
    public readonly delegate* unmanaged[Cdecl]<nint, int> ExtendedErrorCode;
    public readonly delegate* unmanaged[Cdecl]<nint, void> Interrupt;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, nint, int> BusyHandler;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint, nint, void> ProgressHandler;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, nint, int> CollationNeeded;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, int, nint, nint, nint, int> CreateCollation;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, nint, int> SetAuthorizer;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, int, void*, int> FileControl;
    public readonly delegate* unmanaged[Cdecl]<nint, int> TotalChanges;
    public readonly delegate* unmanaged[Cdecl]<nint, int> GetAutocommit;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, int, nint*, byte**, int> Prepare;
    public readonly delegate* unmanaged[Cdecl]<nint, int> Step;
    public readonly delegate* unmanaged[Cdecl]<nint, int> Reset;
    public readonly delegate* unmanaged[Cdecl]<nint, int> FinalizeStatement;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint, int> BindValue;
    public readonly delegate* unmanaged[Cdecl]<nint, int, long, int> BindInt64;
    public readonly delegate* unmanaged[Cdecl]<nint, int, byte*, int, nint, int> BindText;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> ColumnCount;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int> ColumnType;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long> ColumnInt64;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, double> ColumnDouble;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int> ColumnBytes;

    /// <summary>The same for a database whose text is UTF-8, where the call converts nothing and returns at once.</summary>
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, byte*> ColumnBlobQuick;
    public readonly delegate* unmanaged[Cdecl]<nint, int, byte*> ColumnText;
    public readonly delegate* unmanaged[Cdecl]<nint, int, byte*> ColumnText16;
    public readonly delegate* unmanaged[Cdecl]<nint, int, int> ColumnBytes16;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, nint> ColumnValue;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> ValueType;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, long> ValueInt64;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, double> ValueDouble;

    /// <inheritdoc cref="ColumnBlobQuick"/>
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*> ValueBlobQuick;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> ValueBytes;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> ValueText;

    /// <summary>Loads a library by path or by the name that the system's loader knows; null where there is none.</summary>
    public static SqliteLibrary? TryLoad(string path)
    {
        if (!NativeLibrary.TryLoad(path, out nint module))
            return null;
        try
        {
            return new SqliteLibrary(module, path);
        }
        catch (EntryPointNotFoundException)
        {
            NativeLibrary.Free(module);
            return null;
        }
    }

    private void* Find(string name) => (void*)NativeLibrary.GetExport(_module, name);
}
