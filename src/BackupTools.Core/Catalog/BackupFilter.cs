using BackupTools.Abstractions;

namespace BackupTools.Catalog;

/// <summary>Which backups of a listing are wanted; every condition that is set must hold.</summary>
public sealed record BackupFilter
{
    /// <summary>Names of databases, with the wildcards <c>*</c> and <c>?</c>, regardless of case; empty for all.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>Permanent names of engines; empty for all.</summary>
    public IReadOnlyList<string> Engines { get; init; } = [];

    /// <summary>Types; empty for all.</summary>
    public IReadOnlyList<BackupType> Types { get; init; } = [];

    /// <summary>Identities, or unambiguous beginnings of identities; empty for all.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>Only backups of this moment or later, UTC.</summary>
    public DateTime? After { get; init; }

    /// <summary>Only backups of this moment or earlier, UTC.</summary>
    public DateTime? Before { get; init; }

    /// <summary>Only so many of the oldest.</summary>
    public int? First { get; init; }

    /// <summary>Only so many of the newest.</summary>
    public int? Last { get; init; }
}
