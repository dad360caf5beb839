namespace BackupTools.Engines.PostgreSql.Restoring.Targets;

/// <summary>What a restore does with its target.</summary>
internal enum RestoreMode
{
    /// <summary>The database does not exist: it is built under a temporary name and gets its own at the end.</summary>
    Create,

    /// <summary>The database exists and is empty: it is filled as it stands.</summary>
    Fill,

    /// <summary>The database exists: another is built beside it and takes its name at the end.</summary>
    Replace,

    /// <summary>The database exists and stays: named tables of it are replaced, in one transaction.</summary>
    ReplaceTables,

    /// <summary>Rows go into the tables of the existing database, in one transaction.</summary>
    Append,

    /// <summary>The database exists and is not empty, and nothing says what to do with it.</summary>
    Refuse,
}
