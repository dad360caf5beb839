namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>What ended the scanning.</summary>
internal enum ScanEnd
{
    /// <summary>The bytes.</summary>
    More,

    /// <summary>A statement; what ends it is among the bytes seen, and stands behind it.</summary>
    Statement,

    /// <summary>A delimiter with nothing before it that the server would run.</summary>
    Empty,

    /// <summary>A first word that may be a command of the client.</summary>
    Command,

    /// <summary>A backslash outside of everything that may have one: a command of the client.</summary>
    Backslash,

    /// <summary>A zero, which is part of no text; it is not among the bytes seen.</summary>
    Zero,
}
