using System.Runtime.InteropServices;
using System.Text;

namespace BackupTools.Engines.Sqlite.Native;

/// <summary>A prepared statement and its current row.</summary>
internal sealed unsafe class SqliteStatement : IDisposable
{
    private static readonly nint Transient = -1;

    private readonly SqliteConnection _connection;
    private readonly SqliteLibrary _library;
    private readonly string _sql;
    private nint _handle;

    public SqliteStatement(SqliteConnection connection, nint handle, string sql)
    {
        _connection = connection;
        _library = connection.Library;
        _handle = handle;
        _sql = sql;
    }

    public int ColumnCount => _library.ColumnCount(_handle);

    /// <summary>Goes to the next row.</summary>
    /// <returns>False where there is none.</returns>
    public bool Step()
    {
        int code = _library.Step(_handle);
        if (code == ResultCode.Row)
            return true;
        if (code != ResultCode.Done)
            _connection.Throw(code, _sql);
        return false;
    }

    /// <summary>Makes the statement ready to be executed again.</summary>
    public void Reset() => _library.Reset(_handle);

    public ValueType GetValueType(int column) => (ValueType)_library.ColumnType(_handle, column);

    public long GetInt64(int column) => _library.ColumnInt64(_handle, column);

    public double GetDouble(int column) => _library.ColumnDouble(_handle, column);

    /// <summary>
    /// The stored bytes of a blob, or of a text in a UTF-8 database, valid until the next step. Does not make the
    /// library copy a text only to end it with a NUL.
    /// </summary>
    public ReadOnlySpan<byte> GetStoredBytes(int column)
    {
        byte* p = _library.ColumnBlobQuick(_handle, column);
        return new ReadOnlySpan<byte>(p, _library.ColumnBytes(_handle, column));
    }

    /// <summary>The text as UTF-8, valid until the next step.</summary>
    public ReadOnlySpan<byte> GetText(int column)
    {
        byte* p = _library.ColumnText(_handle, column);
        return new ReadOnlySpan<byte>(p, _library.ColumnBytes(_handle, column));
    }

    /// <summary>The text as UTF-16 of this machine, valid until the next step.</summary>
    public ReadOnlySpan<char> GetText16(int column)
    {
        byte* p = _library.ColumnText16(_handle, column);
        return new ReadOnlySpan<char>(p, _library.ColumnBytes16(_handle, column) / sizeof(char));
    }

    /// <summary>The value of a column: one call finds it, and those of <see cref="SqliteValue"/> cost little more than a read.</summary>
    public SqliteValue GetValue(int column) => new(_library, _library.ColumnValue(_handle, column));

    /// <summary>The value as text; null for NULL.</summary>
    public string? GetString(int column) =>
        GetValueType(column) == ValueType.Null ? null : Encoding.UTF8.GetString(GetText(column));

    public void BindText(int parameter, string value)
    {
        byte[] text = Encoding.UTF8.GetBytes(value + "\0");
        fixed (byte* p = text)
            Check(_library.BindText(_handle, parameter, p, text.Length - 1, Transient));
    }

    public void BindInt64(int parameter, long value) => Check(_library.BindInt64(_handle, parameter, value));

    /// <summary>Binds the value that another statement's row has, of any storage class.</summary>
    public void BindColumn(int parameter, SqliteStatement other, int column) =>
        Check(_library.BindValue(_handle, parameter, _library.ColumnValue(other._handle, column)));

    public void Dispose()
    {
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
            _library.FinalizeStatement(handle);
    }

    private void Check(int code)
    {
        if (code != ResultCode.Ok)
            _connection.Throw(code, _sql);
    }
}
