using System.Text.Json.Nodes;

namespace BackupTools.Encryption.Services;

/// <summary>What a service that keeps keys has answered.</summary>
/// <param name="Status">The number; 0 where no answer came.</param>
/// <param name="Body">The JSON; null where there was none.</param>
/// <param name="Reason">What stands for a sentence of the service where it said none.</param>
internal sealed record ServiceAnswer(int Status, JsonObject? Body, string Reason)
{
    private const int ShortestSecret = 8;

    /// <summary>What was sent and nobody may see: who asks, and what was to be wrapped.</summary>
    public IReadOnlyList<string> Sent { get; init; } = [];

    /// <summary>True where it did what was asked.</summary>
    public bool IsSuccess => Status is >= 200 and < 300 && Body is not null;

    /// <summary>True where trying again may help.</summary>
    public bool IsPassing => Status is 0 or 408 or 425 or 429 or 500 or 502 or 503 or 504;

    /// <summary>A text in the answer; null where there is none at that place.</summary>
    /// <param name="path">The names of the members, from the outside.</param>
    public string? Text(params string[] path)
    {
        JsonNode? node = Body;
        foreach (string name in path)
            node = node is JsonObject inner ? inner[name] : null;
        return node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
    }

    /// <summary>What the service says, without what it repeats of that which was sent to it.</summary>
    /// <param name="said">Its words.</param>
    public string Hide(string said) => Sent.Where(s => s.Length >= ShortestSecret).Aggregate(said, (text, secret) => text.Replace(secret, "***", StringComparison.OrdinalIgnoreCase));

    /// <summary>The bytes of a text of base64 in the answer; null where there are none.</summary>
    /// <param name="path">The names of the members, from the outside.</param>
    public byte[]? Bytes(params string[] path) => EntryBytes.Decode(Text(path));
}
