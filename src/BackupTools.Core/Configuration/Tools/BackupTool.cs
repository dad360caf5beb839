namespace BackupTools.Configuration;

/// <summary>A program of others that works with databases or storages. None is needed.</summary>
/// <param name="Name">Its name: <c>pg_dump</c>.</param>
/// <param name="Found">True where it is there.</param>
/// <param name="Version">Its version, as it says itself; null where it was not found or does not say.</param>
/// <param name="Path">Its absolute path; null where it was not found.</param>
/// <param name="Source"><c>Path</c> where it was found on the PATH, <c>Configured</c> where its path is set.</param>
/// <param name="Problem">Why it is no use though there is something; null where all is well.</param>
public sealed record BackupTool(string Name, bool Found, string? Version, string? Path, string Source, string? Problem);
