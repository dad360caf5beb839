using System.Text.Json;
using System.Text.Json.Nodes;
using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Notifications;

/// <summary>
/// Remembers for each job whether somebody was told that it fails: <c>notified.json</c> in the configuration folder. What cannot be
/// read counts as nothing, so that somebody is told once too often rather than never.
/// </summary>
internal sealed class OutcomeMemory(ConfigurationFolder folder)
{
    private const int MostBytes = 1024 * 1024;
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(5);

    private string Path => folder.Combine("notified.json");

    /// <summary>What is new where the job ended so.</summary>
    public NotificationChange FindChange(string job, bool succeeded)
    {
        bool wasTold = IsTold(Read(), job);
        return succeeded ? (wasTold ? NotificationChange.Healed : NotificationChange.None) : wasTold ? NotificationChange.None : NotificationChange.Broke;
    }

    /// <summary>Remembers that it was told.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConfigurationInaccessible"/>.</exception>
    public async Task RememberAsync(string job, bool fails, CancellationToken cancellationToken)
    {
        try
        {
            using FileLock held = await FileLock.TakeAsync(folder.Combine("notified.lock"), LockLimit, cancellationToken)
                ?? throw new IOException("another process holds its lock");
            JsonObject all = Read();
            if (fails)
                all[job] = new JsonObject { ["fails"] = true, ["since"] = DateTime.UtcNow.ToString("O", System.Globalization.CultureInfo.InvariantCulture) };
            else
                all.Remove(job);
            ReplacedFile.Write(Path, JsonSerializer.SerializeToUtf8Bytes(all, OutcomeJson.Default.JsonObject));
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw new BackupException(
                ErrorCode.ConfigurationInaccessible, $"What was told cannot be remembered in '{Path}': {e.Message.TrimEnd('.')}.", "Somebody may be told twice.", Path, e);
        }
    }

    private static bool IsTold(JsonObject all, string job) => all[job] is JsonObject entry && entry["fails"] is JsonValue fails && fails.TryGetValue(out bool value) && value;

    private JsonObject Read()
    {
        try
        {
            return OrdinaryFile.Exists(Path) && new FileInfo(Path).Length <= MostBytes
                ? JsonNode.Parse(File.ReadAllBytes(Path)) as JsonObject ?? []
                : [];
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e) || e is JsonException or ArgumentException)
        {
            return [];
        }
    }
}

/// <summary>How it becomes JSON.</summary>
[System.Text.Json.Serialization.JsonSourceGenerationOptions(WriteIndented = true)]
[System.Text.Json.Serialization.JsonSerializable(typeof(JsonObject))]
internal sealed partial class OutcomeJson : System.Text.Json.Serialization.JsonSerializerContext;
