using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Bson;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;

namespace BackupTools.Engines.MongoDb.Schema;

/// <summary>
/// The definitions as an archive has them, <c>schema/collections.json</c>: for each the BSON that makes it, to the last bit, and the same as
/// extended JSON for whoever reads it without us.
/// </summary>
internal static class CollectionScript
{
    /// <summary>The script's name.</summary>
    public const string Name = "schema/collections.json";

    private const string OptionsField = "options";
    private const string IndexesField = "indexes";

    private static readonly JsonWriterSettings Readable = new() { OutputMode = JsonOutputMode.CanonicalExtendedJson };

    /// <summary>Writes the definitions.</summary>
    public static SchemaScript Write(IReadOnlyList<CollectionDefinition> definitions)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, new System.Text.Json.JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartArray("collections");
            foreach (CollectionDefinition definition in definitions)
            {
                BsonDocument made = new() { { OptionsField, definition.Options }, { IndexesField, new BsonArray(definition.Indexes) } };
                json.WriteStartObject();
                json.WriteString("name", definition.Name);
                json.WriteString("kind", definition.Kind.ToString());
                json.WriteBoolean("documents", definition.HasDocuments);
                json.WritePropertyName("definition");
                json.WriteRawValue(made.ToJson(Readable), skipInputValidation: true);
                json.WriteString("bson", Convert.ToBase64String(made.ToBson()));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new SchemaScript(Name, Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
    }

    /// <summary>Reads the definitions of an archive.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/> where they are none.</exception>
    public static async Task<IReadOnlyList<CollectionDefinition>> ReadAsync(IArchiveContents archive, CancellationToken cancellationToken)
    {
        ArchiveScript[] scripts = [.. archive.Manifest.Scripts];
        if (scripts.Length != 1 || scripts[0].ContentName[..Math.Min(Name.Length, scripts[0].ContentName.Length)] != Name)
            throw Damaged(archive, $"it has not the one script {Name}");
        string text = await archive.ReadScriptAsync(scripts[0], cancellationToken);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            List<CollectionDefinition> result = [.. document.RootElement.GetProperty("collections").EnumerateArray().Select(Parse)];
            return result.Select(d => d.Name).Distinct(StringComparer.Ordinal).Count() == result.Count
                ? result
                : throw new FormatException("a name is there twice");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or BsonException or BsonFormatException or ArgumentException or InvalidCastException or EndOfStreamException)
        {
            throw Damaged(archive, $"{Name} cannot be read: {(e is FormatException or BsonFormatException ? e.Message : "it is not what a backup writes")}", e);
        }
    }

    private static CollectionDefinition Parse(JsonElement item)
    {
        string name = item.GetProperty("name").GetString() ?? "";
        if (!CollectionNames.CanBeMade(name))
            throw new FormatException($"'{name}' is no name that a collection can be given");
        byte[] bytes = item.GetProperty("bson").GetBytesFromBase64();
        if (BsonRules.Check(bytes) != 1)
            throw new FormatException($"the definition of '{name}' is not one document");
        BsonDocument made = BsonSerializer.Deserialize<BsonDocument>(bytes);
        return new CollectionDefinition
        {
            Name = name,
            Kind = item.GetProperty("kind").GetString() switch
            {
                nameof(CollectionKind.Collection) => CollectionKind.Collection,
                nameof(CollectionKind.TimeSeries) => CollectionKind.TimeSeries,
                nameof(CollectionKind.View) => CollectionKind.View,
                _ => throw new FormatException($"'{name}' is of a kind that is not known"),
            },
            Options = CheckOptions(name, made[OptionsField].AsBsonDocument),
            Indexes = [.. made[IndexesField].AsBsonArray.Select(i => i.AsBsonDocument)],
            HasDocuments = item.GetProperty("documents").GetBoolean(),
        };
    }

    /// <summary>What stands beside a name in <c>create</c> must not be something that every command may have.</summary>
    private static BsonDocument CheckOptions(string name, BsonDocument options) =>
        options.Names.FirstOrDefault(n => n.StartsWith('$') || n is "create" or "lsid" or "txnNumber" or "autocommit" or "startTransaction" or "writeConcern" or "readConcern") is { } foreign
            ? throw new FormatException($"'{name}' has the option '{foreign}', which is none of a collection")
            : options;

    private static BackupException Damaged(IArchiveContents archive, string problem, Exception? inner = null) => new(
        ErrorCode.ArchiveDamaged, $"The archive of '{archive.Manifest.Database}' contradicts itself: {problem.TrimEnd('.')}.", "Take another backup.", archive.Manifest.Database, inner);
}
