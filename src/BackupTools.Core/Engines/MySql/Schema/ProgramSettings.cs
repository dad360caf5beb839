namespace BackupTools.Engines.MySql.Schema;

/// <summary>The settings of the session in which a program was made, and which mean what its text means.</summary>
internal sealed record ProgramSettings
{
    /// <summary>The <c>sql_mode</c>; null where the kind keeps none.</summary>
    public string? SqlMode { get; init; }

    /// <summary>The character set of the text.</summary>
    public string? CharacterSet { get; init; }

    /// <summary>The collation of the strings in it.</summary>
    public string? Collation { get; init; }

    /// <summary>The collation of the database at that time.</summary>
    public string? DatabaseCollation { get; init; }

    /// <summary>The time zone, of an event.</summary>
    public string? TimeZone { get; init; }
}
