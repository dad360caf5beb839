using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BackupTools.Archive;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ManifestDocument))]
[JsonSerializable(typeof(ArchiveHeader))]
[JsonSerializable(typeof(SignatureDocument))]
[JsonSerializable(typeof(KeysDocument))]
internal sealed partial class ArchiveJsonContext : JsonSerializerContext;

/// <summary>The two JSON members, to and from bytes.</summary>
internal static class ArchiveJson
{
    private static readonly ArchiveJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UtcTimeConverter(), new BackupTypeConverter() },
    });

    public static byte[] Write(ArchiveHeader header) => JsonSerializer.SerializeToUtf8Bytes(header, Context.ArchiveHeader);

    public static byte[] Write(ManifestDocument manifest) =>
        JsonSerializer.SerializeToUtf8Bytes(manifest, Context.ManifestDocument);

    public static byte[] Write(SignatureDocument signatures) =>
        JsonSerializer.SerializeToUtf8Bytes(signatures, Context.SignatureDocument);

    public static byte[] Write(KeysDocument keys) => JsonSerializer.SerializeToUtf8Bytes(keys, Context.KeysDocument);

    /// <summary>Reads the version that a header asks of its reader, and nothing else of it.</summary>
    /// <exception cref="JsonException">Where it is no object, or does not say.</exception>
    public static long ReadMinReader(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("minReader", out JsonElement minReader)
            && minReader.ValueKind == JsonValueKind.Number && minReader.TryGetInt64(out long value)
            && document.RootElement.TryGetProperty("format", out _)
            ? value
            : throw new JsonException("It does not say which version it is.");
    }

    /// <summary>Reads a header.</summary>
    /// <exception cref="JsonException">Where it is not one.</exception>
    public static ArchiveHeader ReadHeader(ReadOnlyMemory<byte> json) =>
        JsonSerializer.Deserialize(json.Span, Context.ArchiveHeader) ?? throw new JsonException("It is null.");

    /// <summary>Reads signatures.</summary>
    /// <exception cref="JsonException">Where they are none.</exception>
    public static SignatureDocument ReadSignatures(ReadOnlyMemory<byte> json) =>
        JsonSerializer.Deserialize(json.Span, Context.SignatureDocument) ?? throw new JsonException("It is null.");

    /// <summary>Reads added recipients.</summary>
    /// <exception cref="JsonException">Where they are none.</exception>
    public static KeysDocument ReadKeys(ReadOnlyMemory<byte> json) =>
        JsonSerializer.Deserialize(json.Span, Context.KeysDocument) ?? throw new JsonException("It is null.");

    /// <summary>Reads a manifest; what it says is not checked yet.</summary>
    /// <exception cref="JsonException">Where it is not one.</exception>
    public static ManifestDocument ReadManifest(ReadOnlyMemory<byte> json) =>
        JsonSerializer.Deserialize(json.Span, Context.ManifestDocument) ?? throw new JsonException("It is null.");
}
