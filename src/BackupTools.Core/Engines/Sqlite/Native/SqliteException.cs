namespace BackupTools.Engines.Sqlite.Native;

/// <summary>What the library reported; never leaves the engine.</summary>
internal sealed class SqliteException : Exception
{
    public SqliteException(int extendedCode, string message, string? sql = null)
        : base(message)
    {
        ExtendedCode = extendedCode;
        Sql = sql;
    }

    public int ExtendedCode { get; }

    public int Code => ResultCode.Primary(ExtendedCode);

    /// <summary>The statement that failed, where there was one.</summary>
    public string? Sql { get; }
}
