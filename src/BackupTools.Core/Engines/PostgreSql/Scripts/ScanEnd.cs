namespace BackupTools.Engines.PostgreSql.Scripts;

/// <summary>What ended the scanning.</summary>
internal enum ScanEnd
{
    /// <summary>The bytes.</summary>
    More,

    /// <summary>A statement, with its semicolon.</summary>
    Statement,

    /// <summary>A semicolon with nothing before it.</summary>
    Empty,

    /// <summary>A backslash outside of everything that may have one: a command of psql.</summary>
    Backslash,

    /// <summary>A zero, which no server takes; it is not among the bytes seen.</summary>
    Zero,
}
