using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackupTools.Abstractions;

namespace BackupTools.Configuration.Documents;

/// <summary>The text of a file of the configuration: a JSON object with the number of its format, of a bounded size.</summary>
internal static class DocumentText
{
    /// <summary>The largest file; a hundred connections need a tenth of it.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int Format = 1;
    private const string FormatName = "format";

    private static readonly JsonWriterOptions Layout = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A document that says nothing yet.</summary>
    public static JsonObject Empty() => new() { [FormatName] = Format };

    /// <summary>Understands the content of a file.</summary>
    /// <param name="path">The file, for errors.</param>
    /// <param name="content">Its content; what is longer than a file may be needs no more than one byte too many.</param>
    public static JsonObject Parse(string path, ReadOnlySpan<byte> content)
    {
        if (content.Length > MaxBytes)
            throw Broken(path, "is larger than 1 MiB");
        if (content.StartsWith(new byte[] { 0xEF, 0xBB, 0xBF }))
            content = content[3..];
        try
        {
            JsonObject document = JsonNode.Parse(content) as JsonObject ?? throw Broken(path, "is no JSON object");
            RequireUnique(document);
            return CheckFormat(path, document);
        }
        catch (JsonException e)
        {
            throw Broken(path, $"is no JSON from line {e.LineNumber + 1} on", e);
        }
        catch (ArgumentException e)
        {
            throw Broken(path, "has one name twice", e);
        }
    }

    /// <summary>The document as a file has it.</summary>
    /// <param name="path">The file, for errors.</param>
    /// <param name="document">The document.</param>
    public static byte[] Write(string path, JsonObject document)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Layout))
            document.WriteTo(writer);
        buffer.Write("\n"u8);
        return buffer.WrittenCount <= MaxBytes
            ? buffer.WrittenSpan.ToArray()
            : throw new BackupException(
                ErrorCode.ConfigurationInvalid, $"'{path}' would become larger than 1 MiB.", "Remove what is no longer needed from it.", path);
    }

    /// <summary>The error for a file that cannot be understood.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What is wrong with it: the end of a sentence.</param>
    /// <param name="cause">The cause.</param>
    public static BackupException Broken(string path, string what, Exception? cause = null) => new(
        ErrorCode.ConfigurationInvalid, $"The file '{path}' {what}. It was left as it is.",
        "Mend it, put a copy of it back, or move it away to begin anew.", path, cause);

    private static JsonObject CheckFormat(string path, JsonObject document)
    {
        if (document[FormatName] is not JsonValue value || !value.TryGetValue(out int format) || format < 1)
            throw Broken(path, "does not say its format");
        return format <= Format
            ? document
            : throw new BackupException(
                ErrorCode.ConfigurationTooNew, $"'{path}' has the format {format}, and this version understands {Format}. It was left as it is.",
                "Update BackupTools.", path);
    }

    /// <summary>Has the parser look for names that stand twice, which it does where they are asked for.</summary>
    private static void RequireUnique(JsonNode? node)
    {
        if (node is JsonObject properties)
        {
            foreach ((_, JsonNode? value) in properties)
                RequireUnique(value);
        }
        else if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
                RequireUnique(item);
        }
    }
}
