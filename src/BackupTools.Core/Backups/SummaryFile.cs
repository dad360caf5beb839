using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using BackupTools.Abstractions;
using BackupTools.Archive;

namespace BackupTools.Backups;

/// <summary>
/// The small <c>….backup.json</c> beside an archive, which makes listing fast. It only repeats what is in the archive,
/// so whatever is wrong with it is no error: the archive is read instead.
/// </summary>
public static class SummaryFile
{
    private const int Format = 1;
    private const int MaxBytes = 1024 * 1024;

    /// <summary>The name of the summary that belongs to an archive.</summary>
    /// <param name="archiveName">The archive's name.</param>
    public static string NameFor(string archiveName) =>
        ArchiveName.IsArchive(archiveName) ? ArchiveName.ToSummary(archiveName) : archiveName + ".json";

    /// <summary>Writes the summary of a backup; one that is there and says something else is replaced.</summary>
    /// <param name="storage">The storage that holds the archive.</param>
    /// <param name="backup">The backup, with the archive's name.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static async Task WriteAsync(IBackupStorage storage, BackupInfo backup, CancellationToken cancellationToken)
    {
        string name = NameFor(backup.Name);
        byte[] content = ToJson(backup.WithoutSecrets());
        await using IStorageWriter writer = await storage.CreateAsync(name, cancellationToken);
        await writer.WriteAsync(content, cancellationToken);
        try
        {
            await writer.CommitAsync(name, cancellationToken);
        }
        catch (BackupException e) when (e.Code == ErrorCode.StorageNameTaken)
        {
            byte[]? existing = await TryReadBytesAsync(storage, name, cancellationToken);
            if (existing is not null && existing.AsSpan().SequenceEqual(content))
                return;
            await storage.DeleteAsync(name, cancellationToken);
            await writer.CommitAsync(name, cancellationToken);
        }
    }

    /// <summary>Reads the summary of an archive.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="archiveName">The archive's name.</param>
    /// <param name="archiveSize">The archive's size; a summary that names another one is stale.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>What it says, or null where it is missing, unreadable or stale.</returns>
    public static async Task<BackupInfo?> ReadAsync(
        IBackupStorage storage, string archiveName, long archiveSize, CancellationToken cancellationToken)
    {
        byte[]? content = await TryReadBytesAsync(storage, NameFor(archiveName), cancellationToken);
        return content is not null && FromJson(content) is { } backup && backup.SizeBytes == archiveSize
            ? backup.In(storage, archiveName)
            : null;
    }

    /// <summary>The bytes of a summary.</summary>
    internal static byte[] ToJson(BackupInfo backup)
    {
        var summary = new JsonObject { ["format"] = Format };
        JsonObject properties = JsonSerializer.SerializeToNode(backup, SummaryJson.Default.BackupInfo)!.AsObject();
        foreach ((string? key, JsonNode? value) in properties.ToList())
        {
            properties.Remove(key);
            summary.Add(key, value);
        }

        return JsonSerializer.SerializeToUtf8Bytes(summary, SummaryJson.Default.JsonObject);
    }

    /// <summary>What the bytes say; null where they are no summary that this version understands.</summary>
    internal static BackupInfo? FromJson(ReadOnlySpan<byte> content)
    {
        try
        {
            if (JsonSerializer.Deserialize(content, SummaryJson.Default.SummaryHeader)?.Format is not >= Format)
                return null;
            BackupInfo? backup = JsonSerializer.Deserialize(content, SummaryJson.Default.BackupInfo);
            return backup is not null && IsComplete(backup) ? backup : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsComplete(BackupInfo backup) =>
        backup is { Id: not null, Engine: not null, Database: not null, Tool: not null, References: not null }
        && (backup.Encrypted || backup is { Compression: not null, RawBytes: not null, Tables: not null })
        && !backup.References.Contains(null!) && backup.Recipients?.Contains(null!) != true
        && Enum.GetNames<BackupType>().Contains(backup.Type)
        && OriginRules.FindProblem(backup.Server, backup.ServerId, backup.Description, backup.Duration) is null
        && backup.CreatedAtUtc.Kind == DateTimeKind.Utc;

    private static async Task<byte[]?> TryReadBytesAsync(
        IBackupStorage storage, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await SmallObject.ReadAsync(storage, name, MaxBytes, cancellationToken);
        }
        catch (BackupException)
        {
            return null;
        }
    }
}

/// <summary>The part of a summary that says how to read the rest.</summary>
internal sealed record SummaryHeader(int Format);

/// <summary>How summaries become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(BackupInfo))]
[JsonSerializable(typeof(SummaryHeader))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class SummaryJson : JsonSerializerContext;
