using System.Text.Json;
using System.Text.Json.Serialization;

namespace BackupTools.Backups;

/// <summary>What the lock beside an archive says.</summary>
internal sealed record BackupLock
{
    private const int MostCharacters = 1000;

    public int Format { get; init; } = 1;

    /// <summary>Why the backup is kept; null where nobody said.</summary>
    public string? Reason { get; init; }

    /// <summary>Who locked it, from which machine.</summary>
    public string? By { get; init; }

    public DateTime? AtUtc { get; init; }

    /// <summary>True for the lock of somebody who is removing the archive: it keeps others from locking what is about to go.</summary>
    public bool IsRemoval { get; init; }

    /// <summary>Who and when, for a sentence; empty where the lock does not say.</summary>
    [JsonIgnore]
    public string Origin => (By is { Length: > 0 } by ? $" by {by}" : "") + (AtUtc is { } at ? $" at {Figures.Moment(at)} UTC" : "");

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, LockJson.Default.BackupLock);

    /// <summary>What the bytes say. What cannot be understood is a lock all the same, without a reason.</summary>
    public static BackupLock FromJson(ReadOnlySpan<byte> content)
    {
        try
        {
            BackupLock? read = JsonSerializer.Deserialize(content, LockJson.Default.BackupLock);
            return read is null ? new BackupLock() : read with { Reason = Cut(read.Reason), By = Cut(read.By) };
        }
        catch (JsonException)
        {
            return new BackupLock();
        }
    }

    private static string? Cut(string? text) => text?.Length > MostCharacters ? text[..MostCharacters] : text;
}

/// <summary>How locks become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, WriteIndented = true)]
[JsonSerializable(typeof(BackupLock))]
internal sealed partial class LockJson : JsonSerializerContext;
