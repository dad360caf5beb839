namespace BackupTools.Storages.WebDav.Wire;

/// <summary>What a server says of a file or a folder.</summary>
internal sealed class DavEntry
{
    /// <summary>The names of its path, decoded; null where it is on another server or has no plain path.</summary>
    public string[]? Path { get; set; }

    public bool IsFolder { get; set; }

    public long? SizeBytes { get; set; }

    public DateTime? ModifiedAt { get; set; }

    public long? FreeBytes { get; set; }

    /// <summary>The checksums that it keeps, as <c>SHA1:… MD5:…</c>.</summary>
    public string Checksums { get; set; } = "";

    /// <summary>False where it says of the whole entry that it failed.</summary>
    public bool IsThere { get; set; } = true;

    public string? Name => Path is { Length: > 0 } ? Path[^1] : null;
}
