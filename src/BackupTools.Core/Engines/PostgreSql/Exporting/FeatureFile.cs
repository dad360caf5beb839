namespace BackupTools.Engines.PostgreSql.Exporting;

/// <summary>Which file of an export in several files an entry goes to.</summary>
internal static class FeatureFile
{
    /// <summary>The file for rows and the states of sequences.</summary>
    public const string Data = "data";

    /// <summary>The file for grants.</summary>
    public const string Privileges = "privileges";

    /// <summary>The files in the order that is preferred where dependencies leave a choice.</summary>
    private static readonly string[] Preferred =
    [
        "roles", "schemas", "extensions", "languages", "types", "functions", "procedures", "operators", "text-search", "sequences",
        "foreign-data", "tables", "views", "large-objects", Data, "constraints", "indexes", "triggers", "rules", "policies",
        Privileges, "materialized-views", "publications", "event-triggers", "settings",
    ];

    /// <summary>How early a file is preferred.</summary>
    public static int RankOf(string file)
    {
        int rank = Array.IndexOf(Preferred, file);
        return rank < 0 ? Preferred.Length : rank;
    }
}
