namespace BackupTools.Tests.Servers.Dumps;

/// <summary>What two databases must have in common.</summary>
internal sealed record DumpComparisonOptions
{
    /// <summary>True to compare the database's own properties too: encoding, locale, owner, grants, comment, settings.</summary>
    public bool DatabaseProperties { get; init; }

    /// <summary>True to compare the passwords in user mappings, which pg_dump shows and a backup leaves out.</summary>
    public bool UserMappingPasswords { get; init; }

    /// <summary>Further arguments for pg_dump, e.g. <c>--schema-only</c> or <c>--no-owner</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Further arguments for the dump of the original alone: the part that the restored database is to have.</summary>
    public IReadOnlyList<string> OriginalArguments { get; init; } = [];

    /// <summary>What the restored database is to have of the original's entries.</summary>
    public Func<DumpEntry, bool> IsWanted { get; init; } = _ => true;

    /// <summary>What of the restored database's entries says nothing, e.g. that a table has no rows.</summary>
    public Func<DumpEntry, bool> IsMeaningless { get; init; } = _ => false;
}
