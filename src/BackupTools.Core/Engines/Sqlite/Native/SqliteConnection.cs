using System.Runtime.InteropServices;
using System.Text;

namespace BackupTools.Engines.Sqlite.Native;

/// <summary>One connection to one database file; used by one thread at a time.</summary>
internal sealed unsafe class SqliteConnection : IDisposable
{
    private readonly ConnectionCallbacks _callbacks;
    private nint _handle;

    private SqliteConnection(SqliteLibrary library, nint handle, string path)
    {
        Library = library;
        _handle = handle;
        Path = path;
        _callbacks = new ConnectionCallbacks(library, handle);
    }

    public SqliteLibrary Library { get; }

    public string Path { get; }

    public nint Handle => _handle;

    /// <inheritdoc cref="ConnectionCallbacks.LockTimeout"/>
    public TimeSpan LockTimeout
    {
        get => _callbacks.LockTimeout;
        set => _callbacks.LockTimeout = value;
    }

    /// <inheritdoc cref="ConnectionCallbacks.Cancellation"/>
    public CancellationToken Cancellation
    {
        get => _callbacks.Cancellation;
        set => _callbacks.Cancellation = value;
    }

    /// <summary>How many rows this connection has changed so far.</summary>
    public int TotalChanges => Library.TotalChanges(_handle);

    /// <summary>True within a transaction that a statement has begun.</summary>
    public bool IsInTransaction => Library.GetAutocommit(_handle) == 0;

    public static SqliteConnection Open(
        SqliteLibrary library, string path, OpenMode mode, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        nint handle = 0;
        int code;
        byte[] name = Encoding.UTF8.GetBytes(path + "\0");
        fixed (byte* p = name)
            code = library.Open(p, &handle, (int)(mode | OpenMode.NoMutex), null);
        if (code != ResultCode.Ok)
        {
            int extended = handle == 0 ? code : library.ExtendedErrorCode(handle);
            string message = Marshal.PtrToStringUTF8((nint)(handle == 0 ? library.ErrorString(code) : library.ErrorMessage(handle))) ?? "";
            library.Close(handle);
            throw new SqliteException(extended, message);
        }

        return new SqliteConnection(library, handle, path) { LockTimeout = lockTimeout, Cancellation = cancellationToken };
    }

    /// <summary>
    /// Opens a file that nobody else touches and that is not to be changed: no locks, no sidecar files, and a
    /// write-ahead log is not looked for.
    /// </summary>
    public static SqliteConnection OpenImmutable(SqliteLibrary library, string path, CancellationToken cancellationToken)
    {
        string full = System.IO.Path.GetFullPath(path).Replace('\\', '/');
        string uri = "file://" + (full.StartsWith('/') ? "" : "/") + Uri.EscapeDataString(full).Replace("%2F", "/", StringComparison.Ordinal)
            + "?immutable=1";
        return Open(library, uri, OpenMode.ReadOnly | OpenMode.Uri, TimeSpan.Zero, cancellationToken);
    }

    /// <inheritdoc cref="ConnectionCallbacks.AcceptUnknownCollations"/>
    public void AcceptUnknownCollations() => _callbacks.AcceptUnknownCollations();

    /// <inheritdoc cref="ConnectionCallbacks.SetAuthorizer"/>
    public void SetAuthorizer(Func<int, string?, string?, bool>? permits) => _callbacks.SetAuthorizer(permits);

    /// <summary>Prepares the one statement that the text holds.</summary>
    public SqliteStatement Prepare(string sql)
    {
        byte[] text = Encoding.UTF8.GetBytes(sql);
        fixed (byte* p = text)
        {
            nint statement = PrepareFirst(p, text.Length, out _);
            return new SqliteStatement(this, statement, sql);
        }
    }

    /// <summary>Executes every statement of the text.</summary>
    public void Execute(string sql) => Execute(Encoding.UTF8.GetBytes(sql));

    /// <summary>Executes every statement of the text.</summary>
    public void Execute(ReadOnlySpan<byte> sql)
    {
        fixed (byte* start = sql)
        {
            byte* p = start;
            byte* end = start + sql.Length;
            while (p < end)
            {
                nint handle = PrepareFirst(p, (int)(end - p), out byte* tail);
                if (handle != 0)
                {
                    using var statement = new SqliteStatement(this, handle, Excerpt(p, tail));
                    while (statement.Step())
                    {
                    }
                }

                p = tail;
            }
        }
    }

    /// <summary>The first column of the first row as text; null where there is no row or it is NULL.</summary>
    public string? Scalar(string sql, string? parameter = null)
    {
        using SqliteStatement statement = Prepare(sql);
        if (parameter is not null)
            statement.BindText(1, parameter);
        return statement.Step() ? statement.GetString(0) : null;
    }

    /// <summary>The first column of the first row as an integer; 0 where there is none.</summary>
    public long ScalarInt64(string sql)
    {
        using SqliteStatement statement = Prepare(sql);
        return statement.Step() ? statement.GetInt64(0) : 0;
    }

    /// <summary>The first column of every row.</summary>
    public List<string> Column(string sql)
    {
        using SqliteStatement statement = Prepare(sql);
        var values = new List<string>();
        while (statement.Step())
            values.Add(statement.GetString(0) ?? "");
        return values;
    }

    /// <summary>The file that the library itself has open, to be read without disturbing its locks.</summary>
    public SqliteFile GetFile(FilePointer which)
    {
        nint file = 0;
        int code = Library.FileControl(_handle, null, (int)which, &file);
        if (code != ResultCode.Ok || file == 0)
            throw new SqliteException(code, "The library does not give its file.");
        return new SqliteFile(file);
    }

    /// <summary>Stops what is running, from any thread, until the result is disposed.</summary>
    public CancellationTokenRegistration InterruptOn(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static c => ((SqliteConnection)c!).Library.Interrupt(((SqliteConnection)c)._handle), this);

    /// <summary>Throws what the library last reported, or that the operation was cancelled.</summary>
    public void Throw(int code, string? sql)
    {
        Cancellation.ThrowIfCancellationRequested();
        string message = Marshal.PtrToStringUTF8((nint)Library.ErrorMessage(_handle)) ?? "";
        int extended = Library.ExtendedErrorCode(_handle);
        throw new SqliteException(ResultCode.Primary(extended) == ResultCode.Primary(code) ? extended : code, message, sql);
    }

    public void Dispose()
    {
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle == 0)
            return;
        Library.Close(handle);
        _callbacks.Dispose();
    }

    private nint PrepareFirst(byte* sql, int length, out byte* tail)
    {
        nint statement = 0;
        byte* rest = null;
        int code = Library.Prepare(_handle, sql, length, &statement, &rest);
        if (code != ResultCode.Ok)
            Throw(code, Excerpt(sql, sql + length));
        tail = rest;
        return statement;
    }

    private static string Excerpt(byte* from, byte* to) =>
        Encoding.UTF8.GetString(from, (int)Math.Min(200, to - from)).Trim();
}
