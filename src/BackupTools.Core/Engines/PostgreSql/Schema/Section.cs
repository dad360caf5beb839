namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>When an item is restored.</summary>
internal enum Section
{
    /// <summary>Before the rows are loaded.</summary>
    PreData,

    /// <summary>With the rows: the state of sequences.</summary>
    Data,

    /// <summary>After the rows are loaded.</summary>
    PostData,
}
