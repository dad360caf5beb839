namespace BackupTools.Engines.MySql.Catalog;

/// <summary>What is to be known of the engines that tables can have.</summary>
internal static class StorageEngines
{
    /// <summary>Those whose rows are another table's, another server's, or nowhere: only the definition is backed up.</summary>
    private static readonly HashSet<string> OfOthers = new(StringComparer.OrdinalIgnoreCase)
    {
        "MRG_MYISAM", "MERGE", "FEDERATED", "CONNECT", "SPIDER", "BLACKHOLE", "OQGRAPH", "SPHINX", "S3", "MROONGA",
    };

    private static readonly HashSet<string> Transactional = new(StringComparer.OrdinalIgnoreCase) { "InnoDB", "ROCKSDB", "TokuDB" };

    /// <summary>True for an engine that holds no rows of its own.</summary>
    public static bool IsOfOthers(string engine) => OfOthers.Contains(engine);

    /// <summary>True for an engine of whose tables a transaction sees one moment.</summary>
    public static bool IsTransactional(string engine) => Transactional.Contains(engine);

    /// <summary>True where the rows lie in the order of the primary key.</summary>
    public static bool IsClustered(string engine) => IsTransactional(engine);
}
