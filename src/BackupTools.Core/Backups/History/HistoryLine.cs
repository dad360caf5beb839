using System.Text.Json;
using System.Text.Json.Serialization;

namespace BackupTools.Backups;

/// <summary>One entry as one line of JSON, and back.</summary>
internal static class HistoryLine
{
    /// <summary>What one line may have at most; longer ones are nobody's.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The line with its end. Long texts are cut, and cut again where their characters take many bytes.</summary>
    public static byte[] ToBytes(HistoryEntry entry)
    {
        byte[] line = ToBytes(entry, 1000);
        return line.Length < MaxBytes ? line : ToBytes(entry, 200);
    }

    private static byte[] ToBytes(HistoryEntry entry, int most)
    {
        HistoryEntry cut = entry with
        {
            Server = Cut(entry.Server, most), ServerId = Cut(entry.ServerId, most), Database = Cut(entry.Database, most), Selection = Cut(entry.Selection, most),
            Target = Cut(entry.Target, most), Path = Cut(entry.Path, most), Paths = [.. entry.Paths.Take(10).Select(p => Cut(p, most)!)],
            Message = Cut(entry.Message, most), Job = Cut(entry.Job, most), User = Cut(entry.User, most), Host = Cut(entry.Host, most),
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes(cut, HistoryJson.Default.HistoryEntry), (byte)'\n'];
    }

    /// <summary>The entry of a line without its end; null where it is none that this version understands.</summary>
    public static HistoryEntry? FromBytes(ReadOnlySpan<byte> line)
    {
        try
        {
            HistoryEntry? entry = line.Length > MaxBytes ? null : JsonSerializer.Deserialize(line, HistoryJson.Default.HistoryEntry);
            return entry is { Kind: not null, Result: not null } && entry.StartedAtUtc.Kind == DateTimeKind.Utc && !entry.Paths.Contains(null!) ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Cut(string? text, int most) => text?.Length > most ? text[..most] + "…" : text;
}

/// <summary>How entries become JSON. The encoder escapes control characters, so that an entry is a line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HistoryEntry))]
internal sealed partial class HistoryJson : JsonSerializerContext;
