namespace BackupTools.Configuration;

/// <summary>What is taken where nothing else is given.</summary>
public sealed record BackupSettings
{
    /// <summary>The file that says so; null where the settings come from none.</summary>
    public string? Path { get; init; }

    /// <summary>Where backups are written and looked for: absolute paths or URIs; empty for no default.</summary>
    public IReadOnlyList<string> Storage { get; init; } = [];

    /// <summary>The codec's permanent name; null for no default.</summary>
    public string? Compression { get; init; }

    /// <summary>How many of the newest backups of each database are kept; null for no default, which keeps all.</summary>
    public int? KeepLast { get; init; }

    /// <summary>How many chunks are worked on at the same time; null for no default, which is one a processor.</summary>
    public int? Parallelism { get; init; }

    /// <summary>The absolute paths of tools that are not to be looked for, by the tools' names.</summary>
    public IReadOnlyDictionary<string, string> ToolPath { get; init; } = TextMap.Of(new Dictionary<string, string>());
}
