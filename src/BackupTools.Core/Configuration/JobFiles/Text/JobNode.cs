namespace BackupTools.Configuration.JobFiles.Text;

/// <summary>A place in a file.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
internal readonly record struct Place(int Line, int Column);

/// <summary>A piece of a job's file.</summary>
/// <param name="Place">Where it begins.</param>
internal abstract record JobNode(Place Place)
{
    /// <summary>How many nodes it has, those within counted, and those that are repeated by an alias counted each time.</summary>
    public int Size { get; init; } = 1;
}

/// <summary>A single value.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Value">The text.</param>
/// <param name="IsQuoted">True where it is text whatever it looks like.</param>
internal sealed record JobScalar(Place Place, string Value, bool IsQuoted) : JobNode(Place)
{
    /// <summary>True where nothing is said.</summary>
    public bool IsNothing => !IsQuoted && Value is "" or "~" or "null" or "Null" or "NULL" && !IsQuoted;
}

/// <summary>A list.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Items">Its items.</param>
internal sealed record JobList(Place Place, IReadOnlyList<JobNode> Items) : JobNode(Place);

/// <summary>Keys with values.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Entries">Each key with its value, no key twice.</param>
internal sealed record JobMapping(Place Place, IReadOnlyList<(JobScalar Key, JobNode Value)> Entries) : JobNode(Place)
{
    /// <summary>The value of a key; null where the key is not there.</summary>
    public JobNode? this[string key] => Entries.FirstOrDefault(e => e.Key.Value == key).Value;
}
