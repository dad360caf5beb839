using System.Security;

namespace BackupTools.Abstractions;

/// <summary>
/// Where a storage is and how to get in. It holds no open resource, and its text never shows a secret. A backup carries
/// that of the storage it was found in, so that whatever is done with it reaches the same storage in the same way.
/// </summary>
public sealed record StorageInfo
{
    private static readonly IReadOnlyDictionary<string, string> NoOptions = TextMap.Of(new Dictionary<string, string>());

    private readonly IReadOnlyDictionary<string, string> _options = NoOptions;

    /// <summary>The kind's name, e.g. <c>Local</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The absolute path or the URI, as the user would write it, without any secret.</summary>
    public required string Location { get; init; }

    /// <summary>The user's name or the key's id, for a kind that lets nobody in without.</summary>
    public string? UserName { get; init; }

    /// <summary>No public property, for the reasons that <see cref="DbConnectionInfo"/> has.</summary>
    internal SecureString? Secret { get; init; }

    /// <summary>Further settings, by the kind's own names; an unknown one is refused by the kind.</summary>
    public IReadOnlyDictionary<string, string> Options { get => _options; init => _options = TextMap.Of(value); }

    /// <summary>How many bytes a second are read and written at most, each for itself; null for as many as it takes.</summary>
    public long? MaxBytesPerSecond { get; init; }

    /// <summary>The password or key; null where it has none of its own.</summary>
    public SecureString? GetSecret() => Secret;

    /// <summary>The same storage with a secret.</summary>
    /// <param name="secret">The password or key; null for none.</param>
    public StorageInfo WithSecret(SecureString? secret) => this with { Secret = secret };

    /// <inheritdoc/>
    public override string ToString() => Location;
}
