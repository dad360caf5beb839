namespace BackupTools.Abstractions;

/// <summary>One kind of storage: turns what the user typed into an <see cref="IBackupStorage"/>.</summary>
public interface IStorageProvider
{
    /// <summary>The kind's name, e.g. <c>Local</c>.</summary>
    string Kind { get; }

    /// <summary>True where the text is plainly meant for this kind: its URI scheme, or a path.</summary>
    /// <param name="location">What the user typed.</param>
    bool Recognizes(string location);

    /// <summary>Understands the location. Nothing is contacted or created yet.</summary>
    /// <param name="location">What the user typed, a relative path already made absolute.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.StorageNotUnderstood"/>, naming the part that is wrong.</exception>
    IBackupStorage Open(string location);
}
