namespace BackupTools.Abstractions;

/// <summary>Where an archive is: all that is needed to read it.</summary>
/// <param name="Storage">The storage that holds it, and the archives that it refers to.</param>
/// <param name="Name">Its name there.</param>
public sealed record ArchiveLocation(IBackupStorage Storage, string Name)
{
    /// <summary>What opens it, and whose signatures count.</summary>
    public ArchiveKeys Keys { get; init; } = ArchiveKeys.None;

    /// <summary>Its full path or URI.</summary>
    public string Path => Storage.GetPath(Name);

    /// <inheritdoc/>
    public override string ToString() => Path;
}
