namespace BackupTools.Abstractions;

/// <summary>One kind of storage: understands what the user typed, and opens what it meant.</summary>
public interface IStorageProvider
{
    /// <summary>The kind's name, e.g. <c>Local</c>.</summary>
    string Kind { get; }

    /// <summary>True for a storage that is reached over a network, where an operation may fail for a passing reason.</summary>
    bool IsRemote { get; }

    /// <summary>True where a storage of this kind has users or keys.</summary>
    bool HasUsers { get; }

    /// <summary>What a URI of this kind begins with, its slashes included, for those who complete what is typed; none for a path.</summary>
    IReadOnlyList<string> UriBeginnings => [];

    /// <summary>The names of the settings that <see cref="StorageInfo.Options"/> may have.</summary>
    IReadOnlyList<string> OptionNames { get; }

    /// <summary>True where the text is plainly meant for this kind: its URI scheme, or a path.</summary>
    /// <param name="location">What the user typed.</param>
    bool Recognizes(string location);

    /// <summary>Understands the location. Nothing is contacted or created yet.</summary>
    /// <param name="location">What the user typed, a relative path already made absolute.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.StorageNotUnderstood"/>, naming the part that is wrong.</exception>
    StorageInfo Parse(string location);

    /// <summary>Understands the path or URI of one archive, as <see cref="IBackupStorage.GetPath"/> gives it.</summary>
    /// <param name="path">What the user typed, a relative path already made absolute.</param>
    /// <returns>The storage, and the archive's name there; an empty name where the text names none.</returns>
    /// <exception cref="BackupException"><see cref="ErrorCode.StorageNotUnderstood"/>.</exception>
    (StorageInfo Storage, string Name) ParseArchive(string path);

    /// <summary>Opens a storage. Nothing is contacted or created yet. Retries and limits are put around it by others.</summary>
    /// <param name="storage">What <see cref="Parse"/> understood, perhaps with a user, a secret and options.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.StorageNotUnderstood"/> where its options contradict each other.</exception>
    IBackupStorage Open(StorageInfo storage);
}
