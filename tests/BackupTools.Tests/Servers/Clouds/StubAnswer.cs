using System.Text.Json;
using System.Text.Json.Nodes;

namespace BackupTools.Tests.Servers.Clouds;

/// <summary>What the stub says.</summary>
internal sealed record StubAnswer(int Status, byte[] Body, string Type)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    public static StubAnswer Json(int status, JsonNode json) => new(status, JsonSerializer.SerializeToUtf8Bytes(json), "application/json; charset=UTF-8");

    public static StubAnswer Empty(int status) => new(status, [], "text/plain");

    public static StubAnswer Refuse(int status, string reason, string message) => Json(status, new JsonObject
    {
        ["error"] = new JsonObject
        {
            ["code"] = status, ["message"] = message,
            ["errors"] = new JsonArray(new JsonObject { ["message"] = message, ["domain"] = "global", ["reason"] = reason }),
        },
    });
}
