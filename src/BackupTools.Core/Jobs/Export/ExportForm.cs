namespace BackupTools.Jobs;

/// <summary>How an export is packed.</summary>
public enum ExportForm
{
    /// <summary>Not at all: a file, or a folder of files.</summary>
    Sql,

    /// <summary>A zip file.</summary>
    Zip,

    /// <summary>A tar file that is compressed with gzip.</summary>
    TarGz,

    /// <summary>A tar file that is compressed with zstd.</summary>
    TarZst,
}

/// <summary>What is known of the forms.</summary>
internal static class ExportForms
{
    /// <summary>What the name of such a file ends with.</summary>
    public static string Extension(this ExportForm form) => form switch
    {
        ExportForm.Zip => ".zip",
        ExportForm.TarGz => ".tar.gz",
        ExportForm.TarZst => ".tar.zst",
        _ => ".sql",
    };
}
