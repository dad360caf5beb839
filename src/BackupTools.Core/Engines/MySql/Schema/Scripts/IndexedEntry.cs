using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BackupTools.Engines.MySql.Schema.Scripts;

/// <summary><c>index.json</c>: the entries in restore order.</summary>
internal sealed record MySqlSchemaDocument
{
    public required IReadOnlyList<IndexedEntry> Entries { get; init; }

    /// <summary>The accounts that the database needs; null where they were not shown.</summary>
    public IReadOnlyList<SchemaAccount>? Accounts { get; init; }
}

/// <summary>An entry as <c>index.json</c> has it. What is null or empty is left out.</summary>
internal sealed record IndexedEntry
{
    public required ItemKind Kind { get; init; }

    public required string Name { get; init; }

    public string? Table { get; init; }

    public string? Definer { get; init; }

    public bool? Broken { get; init; }

    public IReadOnlyList<int>? DependsOn { get; init; }

    public IReadOnlyList<DataColumn>? Columns { get; init; }

    public ProgramSettings? Settings { get; init; }

    /// <summary>The name of the script, without the codec's extension.</summary>
    public required string Script { get; init; }

    /// <summary>Where the entry's statement begins in the script, in bytes of UTF-8.</summary>
    public required long Offset { get; init; }

    /// <summary>The statement's bytes.</summary>
    public required long Create { get; init; }

    /// <summary>Where the statement of its state begins.</summary>
    public long? StateOffset { get; init; }

    /// <summary>The bytes of that.</summary>
    public long? State { get; init; }
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(MySqlSchemaDocument))]
internal sealed partial class MySqlSchemaJsonContext : JsonSerializerContext;

/// <summary>The index, to and from text.</summary>
internal static class SchemaIndexJson
{
    private static readonly MySqlSchemaJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new NameConverter<ItemKind>(), new NameConverter<ColumnForm>() },
    });

    public static string Write(IReadOnlyList<IndexedEntry> entries, IReadOnlyList<SchemaAccount>? accounts) =>
        JsonSerializer.Serialize(new MySqlSchemaDocument { Entries = entries, Accounts = accounts }, Context.MySqlSchemaDocument);

    /// <summary>Reads an index; what it says is not checked yet.</summary>
    /// <exception cref="JsonException">Where it is not one.</exception>
    public static MySqlSchemaDocument Read(string json) =>
        JsonSerializer.Deserialize(json, Context.MySqlSchemaDocument) ?? throw new JsonException("It is null.");

    /// <summary>A member of an enumeration by its exact name, and never by a number.</summary>
    private sealed class NameConverter<T> : JsonConverter<T> where T : struct, Enum
    {
        private static readonly Dictionary<string, T> ByName =
            Enum.GetValues<T>().ToDictionary(v => v.ToString(), v => v, StringComparer.Ordinal);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            return text is not null && ByName.TryGetValue(text, out T value)
                ? value
                : throw new JsonException($"The {typeof(T).Name} '{text}' is not known.");
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
