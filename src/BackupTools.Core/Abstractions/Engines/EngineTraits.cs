namespace BackupTools.Abstractions;

/// <summary>
/// What an engine has and has not. Whatever is asked for that it has not is refused by the jobs, in one place and before
/// anything starts.
/// </summary>
public sealed record EngineTraits
{
    /// <summary>
    /// True where a database is a file: a connection is then a path, which needs no server and has no user. What such an
    /// engine recognizes is a path unless it is a URI.
    /// </summary>
    public bool IsOfFiles { get; init; }

    /// <summary>True where databases have owners, grants and roles.</summary>
    public bool HasUsers { get; init; }

    /// <summary>True where programs name the account in whose name they work.</summary>
    public bool HasDefiners { get; init; }

    /// <summary>The name of the only schema, where there is only one; null where databases have several.</summary>
    public string? OnlySchema { get; init; }

    /// <summary>True where the names of tables are the same in upper and lower case.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>True where rows can be backed up and restored without the definitions of their tables.</summary>
    public bool HasRowsAlone { get; init; }

    /// <summary>True where a restore can leave out single objects that the server does not take.</summary>
    public bool CanSkipObjects { get; init; }

    /// <summary>The features that can be included and excluded.</summary>
    public IReadOnlyList<DatabaseFeature> Features { get; init; } = Enum.GetValues<DatabaseFeature>();
}
