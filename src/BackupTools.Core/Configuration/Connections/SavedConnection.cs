using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using BackupTools.Abstractions;
using BackupTools.Configuration.Secrets;

namespace BackupTools.Configuration.Connections;

/// <summary>A connection as the file has it.</summary>
internal sealed record SavedConnection
{
    public required string Engine { get; init; }

    public string? Path { get; init; }

    public string? Host { get; init; }

    public int? Port { get; init; }

    public string? Database { get; init; }

    public string? UserName { get; init; }

    public Dictionary<string, string>? Options { get; init; }

    public TimeSpan? LockTimeout { get; init; }

    public SavedSecret? Password { get; init; }

    /// <summary>What is to be saved of a connection.</summary>
    public static SavedConnection Of(DbConnectionInfo connection, SavedSecret? password) => new()
    {
        Engine = connection.Engine,
        Path = connection.Path,
        Host = connection.Host,
        Port = connection.Port,
        Database = connection.Database,
        UserName = connection.UserName,
        Options = connection.Options.Count == 0 ? null : new Dictionary<string, string>(connection.Options),
        LockTimeout = connection.LockTimeout,
        Password = password,
    };

    /// <summary>The entry as JSON.</summary>
    public JsonNode ToJson() => JsonSerializer.SerializeToNode(this, SavedConnectionJson.Default.SavedConnection)!;

    /// <summary>What the entry says.</summary>
    /// <exception cref="JsonException">Where it is no entry of this kind.</exception>
    public static SavedConnection? FromJson(JsonNode? entry) => entry.Deserialize(SavedConnectionJson.Default.SavedConnection);

    /// <summary>The first thing that cannot be so; null where nothing is wrong.</summary>
    public string? FindProblem()
    {
        if (Path is not null && (!System.IO.Path.IsPathFullyQualified(Path) || Host is not null))
            return "its path is not absolute, or it has a host too";
        if (Port is < 1 or > ushort.MaxValue)
            return "its port is out of range";
        if (Options?.ContainsValue(null!) == true)
            return "one of its options has no value";
        if (LockTimeout < TimeSpan.Zero || LockTimeout > TimeSpan.FromDays(24))
            return "its time to wait for locks is out of range";
        return Password is { Protection: null } or { Value: null } ? "its password is incomplete" : null;
    }
}

/// <summary>How saved connections become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SavedConnection))]
internal sealed partial class SavedConnectionJson : JsonSerializerContext;
