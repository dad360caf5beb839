namespace BackupTools.Engines.Sqlite.Contents;

/// <summary>The kinds of objects in an archive of this engine; permanent.</summary>
internal static class ObjectKind
{
    public const string Pages = "pages";
    public const string Table = "table";
}
