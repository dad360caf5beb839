using BackupTools.Abstractions;
using BackupTools.Backups;

namespace BackupTools.Commands.Hosting;

/// <summary>An archive that a cmdlet was given.</summary>
/// <param name="Storage">Its storage.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Info">What is known of it; null where only its path was given.</param>
internal sealed record ChosenBackup(IBackupStorage Storage, string Name, BackupInfo? Info)
{
    /// <summary>Where it is.</summary>
    public ArchiveLocation Archive => new(Storage, Name) { Keys = Keys };

    /// <summary>What opens it, and whose signatures count.</summary>
    public ArchiveKeys Keys { get; init; } = ArchiveKeys.None;

    /// <summary>The archive in a sentence: its name, and its size where that is known.</summary>
    public string Describe() => Info is null
        ? $"'{Name}' in '{Storage.Location}'"
        : $"'{Name}' ({Figures.Bytes(Info.SizeBytes)}, {(Info.Tables is { } tables ? Figures.Count(tables, "table") : "encrypted")}) in '{Storage.Location}'";
}
