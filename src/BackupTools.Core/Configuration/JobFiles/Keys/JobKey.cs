namespace BackupTools.Configuration.JobFiles.Keys;

/// <summary>What the value of a key may be.</summary>
internal enum JobKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A text, or a list of them.</summary>
    Texts,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Switch,

    /// <summary>One of some words, in any case.</summary>
    Choice,

    /// <summary>One of some words or a list of them, in any case.</summary>
    Choices,

    /// <summary>A time such as <c>36h</c>, <c>30d</c>, <c>4w</c>.</summary>
    Duration,

    /// <summary>The name of a time zone.</summary>
    TimeZone,

    /// <summary>A reference to a secret, never the secret itself.</summary>
    Secret,

    /// <summary>Keys of its own only.</summary>
    Mapping,

    /// <summary>A list of texts or of flat keys, which somebody else understands.</summary>
    Targets,
}

/// <summary>A key of a job's file. The check of a file and the schema for editors are both made of these.</summary>
/// <param name="Name">The key.</param>
/// <param name="Kind">What its value may be.</param>
/// <param name="Description">What it means, for an editor to show.</param>
internal sealed record JobKey(string Name, JobKind Kind, string Description)
{
    /// <summary>The keys within; with another kind than a mapping the value may be either.</summary>
    public IReadOnlyList<JobKey> Keys { get; init; } = [];

    /// <summary>The words of a choice.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Words that others know and this version would ignore, with why.</summary>
    public IReadOnlyDictionary<string, string> Refused { get; init; } = new Dictionary<string, string>();

    /// <summary>The least number.</summary>
    public int Min { get; init; } = 1;

    /// <summary>The greatest number.</summary>
    public int Max { get; init; } = int.MaxValue;

    /// <summary>True where a job needs it.</summary>
    public bool IsRequired { get; init; }
}
