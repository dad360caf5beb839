namespace BackupTools.Engines.PostgreSql;

/// <summary>The kinds of objects in this engine's archives, as ARCHIVE-FORMAT.md names them.</summary>
internal static class ObjectKind
{
    /// <summary>A table that holds rows.</summary>
    public const string Table = "table";

    /// <summary>The large objects, all together.</summary>
    public const string LargeObjects = "largeobjects";
}
