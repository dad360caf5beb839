namespace BackupTools.Engines.PostgreSql.Contents;

/// <summary>How an archive names what has rows.</summary>
internal static class ArchiveObjects
{
    /// <summary>The kind of a table.</summary>
    public const string Table = "table";

    /// <summary>The kind of the large objects, all of which are one object of the archive.</summary>
    public const string LargeObjects = "largeobjects";

    /// <summary>The schema of the large objects.</summary>
    public const string LargeObjectsSchema = "pg_catalog";

    /// <summary>The name of the large objects.</summary>
    public const string LargeObjectsName = "pg_largeobject";
}
