namespace BackupTools.Archive;

/// <summary>What must be true of a header, for writing as for reading.</summary>
internal static class HeaderRules
{
    /// <summary>Says what is wrong; null where nothing is.</summary>
    public static string? FindProblem(ArchiveHeader header) => header switch
    {
        { MinReader: < 1 } => "its lowest reader version is below 1",
        _ when header.Format < header.MinReader => "its format is older than what it asks of a reader",
        _ when !HashText.IsHex(header.Id, 32) => "its id is not 32 lower-case hexadecimal digits",
        { Engine: null or "" } => "it names no engine",
        { Database: null } => "it names no database",
        { Tool: null } => "it does not say what wrote it",
        _ when header.CreatedAt.Kind != DateTimeKind.Utc => "its time is not UTC",
        _ => SealRules.FindProblem(header),
    };
}
