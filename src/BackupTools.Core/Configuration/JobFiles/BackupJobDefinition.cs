using BackupTools.Abstractions;
using BackupTools.Configuration.JobFiles.Text;

namespace BackupTools.Configuration;

/// <summary>A backup job, as its file describes it.</summary>
public sealed record BackupJobDefinition
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The absolute path of its file.</summary>
    public required string Path { get; init; }

    /// <summary>What to back up, as the file says it: a registered name, a URI or a path; null where it has keys.</summary>
    public string? Connection { get; init; }

    /// <summary>The connection that the file describes by keys; null where it names one.</summary>
    public DbConnectionInfo? DescribedConnection { get; init; }

    /// <summary>The databases, with wildcards; empty for the one that the connection names.</summary>
    public IReadOnlyList<string> Database { get; init; } = [];

    /// <summary>The databases to leave out, with wildcards.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>The part of each database to take.</summary>
    public ObjectSelection Selection { get; init; } = ObjectSelection.Everything;

    /// <summary>True to record the password hashes of roles.</summary>
    public bool IncludePasswordHash { get; init; }

    /// <summary>The codec's permanent name; null for the default.</summary>
    public string? Compression { get; init; }

    /// <summary>For whom its archives are encrypted, and who signs them; null for nobody.</summary>
    public JobProtection? Protection { get; init; }

    /// <summary>Where to write: absolute paths or URIs; empty for the default.</summary>
    public IReadOnlyList<string> Storage { get; init; } = [];

    /// <summary>How many chunks are worked on at the same time; null for the default.</summary>
    public int? Parallelism { get; init; }

    /// <summary>A note to keep in each backup; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Which backups are kept; null for all.</summary>
    public RetentionPolicy? Retention { get; init; }

    /// <summary>How each backup is tested.</summary>
    public JobVerification Verify { get; init; }

    /// <summary>The server for a trial restore: a registered name or a URI; null for the job's own.</summary>
    public string? VerifyConnection { get; init; }

    /// <summary>Whom to tell.</summary>
    public IReadOnlyList<JobTarget> Notify { get; init; } = [];

    /// <summary>What is written.</summary>
    public JobFormat Format { get; init; }

    /// <summary>True to write SQL as a folder with one file for each kind of object.</summary>
    public bool PerFeature { get; init; }

    /// <summary>How SQL is packed: <c>none</c>, <c>zip</c>, <c>tarGz</c>, <c>tarZst</c>.</summary>
    public string Pack { get; init; } = "none";

    /// <summary>Where its keys stand.</summary>
    internal IReadOnlyDictionary<string, Place> Places { get; init; } = new Dictionary<string, Place>();

    /// <summary>A mistake that is found only where the job is looked at as a whole.</summary>
    /// <param name="key">The key that it is about.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="remedy">What to write instead.</param>
    public JobProblem ProblemOf(string key, string problem, string remedy)
    {
        Place place = Places.TryGetValue(key, out Place found) ? found : new Place(1, 1);
        return new JobProblem(Path, place.Line, place.Column, key, ShownText.Clean(problem), ShownText.Clean(remedy));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What a job writes.</summary>
public enum JobFormat
{
    /// <summary>An archive.</summary>
    Archive,

    /// <summary>Plain SQL, and no archive.</summary>
    Sql,

    /// <summary>An archive, and beside it plain SQL.</summary>
    Both,
}

/// <summary>How a job tests what it has written.</summary>
public enum JobVerification
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>The container, the manifest and all sizes.</summary>
    Quick,

    /// <summary>The same, and every byte.</summary>
    Full,

    /// <summary>The same, and a trial restore.</summary>
    Restore,
}
