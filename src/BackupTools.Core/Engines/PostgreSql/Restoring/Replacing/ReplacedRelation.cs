namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>How a named relation takes the place of what the database has.</summary>
internal enum Replacement
{
    /// <summary>The database does not have it: it is made.</summary>
    New,

    /// <summary>It is there with the backup's definition: it stays, and its rows are replaced.</summary>
    Kept,

    /// <summary>It is there with another definition: it is dropped and made anew.</summary>
    Remade,
}

/// <summary>A named relation of the archive, and its counterpart in the database.</summary>
/// <param name="Archive">Its position in the archive's schema.</param>
/// <param name="Live">Its position in the database's schema; null where the database does not have it.</param>
internal sealed record ReplacedRelation(int Archive, int? Live)
{
    /// <summary>How it is replaced.</summary>
    public Replacement How { get; set; }
}
