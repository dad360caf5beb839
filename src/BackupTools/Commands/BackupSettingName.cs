namespace BackupTools.Commands;

/// <summary>A setting of Set-BackupConfiguration.</summary>
public enum BackupSettingName
{
    /// <summary>Where backups are written and looked for.</summary>
    Storage,

    /// <summary>The codec.</summary>
    Compression,

    /// <summary>How many backups of each database are kept.</summary>
    KeepLast,

    /// <summary>How many chunks are worked on at the same time.</summary>
    Parallelism,

    /// <summary>Where the tools of others are.</summary>
    ToolPath,

    /// <summary>All of them.</summary>
    All,
}
