namespace BackupTools.Engines.Sqlite.Native;

/// <summary>A value of the current row, valid until the next step. The connection must be used by one thread only.</summary>
internal readonly unsafe ref struct SqliteValue(SqliteLibrary library, nint value)
{
    public ValueType Type => (ValueType)library.ValueType(value);

    public long Int64 => library.ValueInt64(value);

    public double Double => library.ValueDouble(value);

    /// <inheritdoc cref="SqliteStatement.GetStoredBytes"/>
    public ReadOnlySpan<byte> StoredBytes
    {
        get
        {
            byte* p = library.ValueBlobQuick(value);
            return new ReadOnlySpan<byte>(p, library.ValueBytes(value));
        }
    }

    /// <summary>The text as UTF-8.</summary>
    public ReadOnlySpan<byte> Text
    {
        get
        {
            byte* p = library.ValueText(value);
            return new ReadOnlySpan<byte>(p, library.ValueBytes(value));
        }
    }
}
