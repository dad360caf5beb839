using BackupTools.Abstractions;

namespace BackupTools;

/// <summary>The engines, storages and codecs that a program works with. Jobs get one and never name an implementation.</summary>
public sealed class ComponentSet
{
    /// <summary>Creates the set.</summary>
    /// <param name="engines">The engines; one that recognizes any path comes last.</param>
    /// <param name="storages">The kinds of storage; one that recognizes any path comes last.</param>
    /// <param name="compressors">The codecs.</param>
    public ComponentSet(
        IReadOnlyList<IDatabaseEngine> engines, IReadOnlyList<IStorageProvider> storages, IReadOnlyList<ICompressor> compressors)
    {
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
    public bool IsServerConnection(string text) => Recognizing(WithPermanentScheme(text)) is { IsOfFiles: false };

    /// <summary>Understands what the user typed as a connection.</summary>
    /// <param name="text">A URI, another text that an engine with a server knows, or an absolute path.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/>.</exception>
    public DbConnectionInfo ParseConnection(string text) =>
        (Recognizing(WithPermanentScheme(text)) ?? throw NotUnderstood(text)).ParseConnection(WithPermanentScheme(text));

    /// <summary>Understands what the user typed as a storage.</summary>
    /// <param name="location">A URI or an absolute path.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.StorageNotUnderstood"/>.</exception>
    public IBackupStorage OpenStorage(string location) =>
        (Storages.FirstOrDefault(s => s.Recognizes(location))
            ?? throw new BackupException(
                ErrorCode.StorageNotUnderstood, $"'{location}' is not a storage that this version understands.",
                $"It understands: {string.Join(", ", Storages.Select(s => s.Kind))}.", location))
        .Open(location);

    private IDatabaseEngine? FindByOtherName(string name) => Engines.FirstOrDefault(e =>
        e.UriSchemes.Concat(e.Aliases).Contains(name, StringComparer.OrdinalIgnoreCase)
        || e.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase));

    private IDatabaseEngine? Recognizing(string text) => Engines.FirstOrDefault(e => e.Recognizes(text));

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
