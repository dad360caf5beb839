using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BackupTools.Engines.PostgreSql.Schema.Scripts;

/// <summary><c>index.json</c>: the entries in restore order.</summary>
internal sealed record SchemaIndexDocument
{
    public required IReadOnlyList<IndexedEntry> Entries { get; init; }
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SchemaIndexDocument))]
internal sealed partial class SchemaIndexJsonContext : JsonSerializerContext;

/// <summary>The index, to and from text.</summary>
internal static class SchemaIndexJson
{
    private static readonly SchemaIndexJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new NameConverter<ItemKind>(), new NameConverter<Section>() },
    });

    public static string Write(IReadOnlyList<IndexedEntry> entries) =>
        JsonSerializer.Serialize(new SchemaIndexDocument { Entries = entries }, Context.SchemaIndexDocument);

    /// <summary>Reads an index; what it says is not checked yet.</summary>
    /// <exception cref="JsonException">Where it is not one.</exception>
    public static IReadOnlyList<IndexedEntry> Read(string json) =>
        JsonSerializer.Deserialize(json, Context.SchemaIndexDocument)?.Entries ?? throw new JsonException("It is null.");

    /// <summary>A member of an enumeration by its exact name, and never by a number.</summary>
    private sealed class NameConverter<T> : JsonConverter<T> where T : struct, Enum
    {
        private static readonly Dictionary<string, T> ByName =
            Enum.GetValues<T>().ToDictionary(v => v.ToString(), v => v, StringComparer.Ordinal);

        private static readonly Dictionary<T, string> Names = ByName.ToDictionary(p => p.Value, p => p.Key);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            return text is not null && ByName.TryGetValue(text, out T value)
                ? value
                : throw new JsonException($"The {typeof(T).Name} '{text}' is not known.");
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Names[value]);
    }
}
