using System.Text.Json.Serialization;
using BackupTools.Configuration.Secrets;

namespace BackupTools.Configuration.Keys;

/// <summary>A key as its file has it.</summary>
internal sealed record SavedKey
{
    /// <summary>The version that is written and read.</summary>
    public const int Version = 1;

    public int Format { get; init; } = Version;

    /// <summary>SubjectPublicKeyInfo as PEM.</summary>
    public required string PublicKey { get; init; }

    /// <summary>PKCS#8 under a passphrase as PEM; null for a key of somebody else.</summary>
    public string? PrivateKey { get; init; }

    /// <summary>The passphrase, where it is a random one of the store's; null where only its owner knows it.</summary>
    public SavedSecret? Passphrase { get; init; }

    public required DateTime CreatedAtUtc { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(SavedKey))]
internal sealed partial class SavedKeyJson : JsonSerializerContext;
