using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackupTools.Configuration.JobFiles.Keys;

namespace BackupTools.Configuration;

/// <summary>The schema of a job's file for editors, made of the same table of keys as the check.</summary>
public static class JobSchema
{
    /// <summary>The schema, as JSON Schema draft 7.</summary>
    public static string Text
    {
        get
        {
            JsonObject schema = new()
            {
                ["$schema"] = "http://json-schema.org/draft-07/schema#",
                ["title"] = "A backup job of BackupTools",
                ["if"] = JsonNode.Parse("""{ "required": ["database"], "properties": { "database": { "type": "object" } } }"""),
                ["then"] = Of(JobKeys.ModularJob),
                ["else"] = Of(JobKeys.Job),
            };
            using MemoryStream buffer = new();
            using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
                schema.WriteTo(writer);
            return System.Text.Encoding.UTF8.GetString(buffer.ToArray()).ReplaceLineEndings("\n") + "\n";
        }
    }

    private static JsonObject Of(JobKey key)
    {
        JsonObject? single = key.Kind switch
        {
            JobKind.Mapping => null,
            JobKind.Texts => OneOrSeveral(new JsonObject { ["type"] = new JsonArray("string", "number"), ["minLength"] = 1 }),
            JobKind.Choices => OneOrSeveral(Words(key)),
            JobKind.Choice => Words(key),
            JobKind.Number => new JsonObject { ["type"] = "integer", ["minimum"] = key.Min, ["maximum"] = key.Max },
            JobKind.Switch => new JsonObject { ["type"] = "boolean" },
            JobKind.Duration => new JsonObject { ["type"] = "string", ["pattern"] = JobDuration.Pattern },
            JobKind.Secret => new JsonObject { ["type"] = "string", ["pattern"] = "^(env:[A-Za-z_][A-Za-z0-9_]*|secret:.+)$" },
            JobKind.Targets => OneOrSeveral(new JsonObject { ["type"] = new JsonArray("string", "object") }),
            _ => new JsonObject { ["type"] = new JsonArray("string", "number"), ["minLength"] = 1 },
        };
        JsonObject result = key.Keys.Count == 0 ? single! : single is null ? Keys(key) : new JsonObject { ["anyOf"] = new JsonArray(single, Keys(key)) };
        result["description"] = key.Description;
        return result;
    }

    private static JsonObject Keys(JobKey key)
    {
        JsonObject properties = [];
        foreach (JobKey inner in key.Keys)
            properties[inner.Name] = Of(inner);
        JsonObject result = new() { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        JsonNode[] required = [.. key.Keys.Where(k => k.IsRequired).Select(k => JsonValue.Create(k.Name)!)];
        if (required.Length > 0)
            result["required"] = new JsonArray(required);
        return result;
    }

    private static JsonObject Words(JobKey key) =>
        new() { ["enum"] = new JsonArray([.. key.Words.Select(w => w == "false" ? JsonValue.Create(false) : (JsonNode)JsonValue.Create(w)!)]) };

    private static JsonObject OneOrSeveral(JsonObject one) =>
        new() { ["anyOf"] = new JsonArray(one, new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = one.DeepClone() }) };
}
