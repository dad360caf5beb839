using BackupTools.Abstractions;

namespace BackupTools;

/// <summary>The engines, storages and codecs that a program works with. Jobs get one and never name an implementation.</summary>
public sealed class ComponentSet
{
    private readonly IStorageDecoration? _decoration;

    /// <summary>Creates the set.</summary>
    /// <param name="engines">The engines; one that recognizes any path comes last.</param>
    /// <param name="storages">The kinds of storage; one that recognizes any path comes last.</param>
    /// <param name="compressors">The codecs.</param>
    /// <param name="decoration">What is put around storages; null for nothing.</param>
    public ComponentSet(
        IReadOnlyList<IDatabaseEngine> engines, IReadOnlyList<IStorageProvider> storages, IReadOnlyList<ICompressor> compressors,
        IStorageDecoration? decoration = null)
    {
        _decoration = decoration;
        Engines = engines;
        Storages = storages;
        Compressors = compressors;
    }

    /// <summary>The engines.</summary>
    public IReadOnlyList<IDatabaseEngine> Engines { get; }

    /// <summary>The kinds of storage.</summary>
    public IReadOnlyList<IStorageProvider> Storages { get; }

    /// <summary>The codecs.</summary>
    public IReadOnlyList<ICompressor> Compressors { get; }

    /// <summary>Finds an engine by its permanent name, or another that people have for it.</summary>
    /// <param name="id">The name, e.g. <c>sqlite</c>, <c>postgres</c>.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.EngineUnknown"/>.</exception>
    public IDatabaseEngine GetEngine(string id) =>
        Engines.FirstOrDefault(e => e.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
        ?? FindByOtherName(id)
        ?? throw new BackupException(
            ErrorCode.EngineUnknown, $"This version has no database engine '{id}'.",
            $"It has: {string.Join(", ", Engines.Select(e => e.Id))}.", id);

    /// <summary>Finds a codec by its permanent name.</summary>
    /// <param name="id">The name, e.g. <c>brotli</c>.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.CodecUnknown"/>.</exception>
    public ICompressor GetCompressor(string id) =>
        Compressors.FirstOrDefault(c => c.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
        ?? throw new BackupException(
            ErrorCode.CodecUnknown, $"This version has no codec '{id}'.",
            $"It has: {string.Join(", ", Compressors.Select(c => c.Id))}. Update the module if the archive is newer.", id);

    /// <summary>True where the text is a connection to a server, and so no path that could be relative.</summary>
    /// <param name="text">What the user typed.</param>
    public bool IsServerConnection(string text) => EngineRecognizing(WithPermanentScheme(text)) is { Traits.IsOfFiles: false };

    /// <summary>Understands what the user typed as a connection.</summary>
    /// <param name="text">A URI, another text that an engine with a server knows, or an absolute path.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/>.</exception>
    public DbConnectionInfo ParseConnection(string text) =>
        (EngineRecognizing(WithPermanentScheme(text)) ?? throw NotUnderstood(text)).ParseConnection(WithPermanentScheme(text));

    /// <summary>Understands what the user typed as a storage.</summary>
    /// <param name="location">A URI or an absolute path.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.StorageNotUnderstood"/>.</exception>
    public StorageInfo ParseStorage(string location) => Recognizing(location).Parse(location);

    /// <summary>Understands and opens what the user typed as a storage.</summary>
    /// <param name="location">A URI or an absolute path.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.StorageNotUnderstood"/>.</exception>
    public IBackupStorage OpenStorage(string location) => OpenStorage(ParseStorage(location));

    /// <summary>Opens a storage, with the retries and limits that it asks for.</summary>
    /// <param name="storage">The storage.</param>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.StorageNotUnderstood"/> where it has a user or options that its kind does not have.
    /// </exception>
    public IBackupStorage OpenStorage(StorageInfo storage)
    {
        IStorageProvider provider = Storages.FirstOrDefault(s => s.Kind == storage.Kind)
            ?? throw NotUnderstood(storage.Location, $"'{storage.Location}' is a storage of the kind '{storage.Kind}', which this version does not have.");
        StorageRules.Check(provider, storage);
        IBackupStorage opened = provider.Open(storage);
        return _decoration?.Decorate(opened, provider) ?? opened;
    }

    /// <summary>Opens the storage of an archive, and names the archive in it.</summary>
    /// <param name="path">The archive's URI or absolute path.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.StorageNotUnderstood"/>.</exception>
    public ArchiveLocation OpenArchive(string path)
    {
        (StorageInfo storage, string name) = Recognizing(path).ParseArchive(path);
        return new ArchiveLocation(OpenStorage(storage), name);
    }

    /// <summary>A storage for one operation.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="isReadOnly">True to refuse every change.</param>
    /// <param name="maxBytesPerSecond">How many bytes a second may be read and written at most, each for itself; null for no limit.</param>
    public IBackupStorage Restrict(IBackupStorage storage, bool isReadOnly, long? maxBytesPerSecond = null) =>
        _decoration?.Restrict(storage, isReadOnly, maxBytesPerSecond) ?? storage;

    private IStorageProvider Recognizing(string location) => Storages.FirstOrDefault(s => s.Recognizes(location))
        ?? throw NotUnderstood(location, $"'{location}' is not a storage that this version understands.");

    private BackupException NotUnderstood(string location, string what) => new(
        ErrorCode.StorageNotUnderstood, what, $"It understands: {string.Join(", ", Storages.Select(s => s.Kind))}.", location);

    private IDatabaseEngine? FindByOtherName(string name) => Engines.FirstOrDefault(e =>
        e.UriSchemes.Concat(e.Aliases).Contains(name, StringComparer.OrdinalIgnoreCase)
        || e.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase));

    private IDatabaseEngine? EngineRecognizing(string text) => Engines.FirstOrDefault(e => e.Recognizes(text));

    /// <summary>A URI whose scheme is another name of an engine, with a scheme that the engine itself knows.</summary>
    private string WithPermanentScheme(string text)
    {
        int end = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = end > 0 ? text[..end] : "";
        IDatabaseEngine? engine = Engines.FirstOrDefault(e => e.Aliases.Contains(scheme, StringComparer.OrdinalIgnoreCase));
        return engine is null ? text : engine.UriSchemes[0] + text[end..];
    }

    private BackupException NotUnderstood(string text) => new(
        ErrorCode.ConnectionNotUnderstood, $"'{text}' is not a connection that this version understands.",
        $"Give a path to an SQLite file, or a URI that begins with: {string.Join(", ", Engines.SelectMany(e => e.UriSchemes))}.",
        text);
}
