using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>
/// What the header of an encrypted archive says in clear, because archives are listed, kept and removed where nobody has a key. The
/// manifest says it as well, and must agree.
/// </summary>
public sealed record ClearFacts
{
    /// <summary>What the archive covers.</summary>
    public required BackupType Type { get; init; }

    /// <summary>The server that was read, see <see cref="ArchiveManifest.Server"/>.</summary>
    public string? Server { get; init; }

    /// <summary>What the server calls itself, see <see cref="ArchiveManifest.ServerId"/>.</summary>
    public string? ServerId { get; init; }

    /// <summary>The other archives whose chunks this one needs.</summary>
    public IReadOnlyList<ArchiveReference> References { get; init; } = [];

    /// <summary>True where a manifest says the same.</summary>
    internal bool AgreeWith(ManifestDocument manifest) =>
        Type == manifest.Type && Server == manifest.Server && ServerId == manifest.ServerId && References.SequenceEqual(manifest.References);
}
