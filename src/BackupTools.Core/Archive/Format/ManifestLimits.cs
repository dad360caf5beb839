using System.Text.Json;

namespace BackupTools.Archive;

/// <summary>
/// How much a manifest may list, held before anything of it is kept in memory: the figures are far above what a database
/// has, and a manifest at all of them is still read in moderate memory.
/// </summary>
internal static class ManifestLimits
{
    private const int MaxStringBytes = 1024 * 1024;

    private static readonly Dictionary<string, int> Most = new(StringComparer.Ordinal)
    {
        ["objects"] = 500_000,
        ["chunks"] = 3_000_000,
        ["scripts"] = 10_000,
        ["references"] = 10_000,
        ["properties"] = 1_000,
    };

    /// <summary>Says what is too much; null where nothing is.</summary>
    /// <exception cref="JsonException">Where the text is no JSON, or is nested too deeply.</exception>
    public static string? FindProblem(ReadOnlySpan<byte> json)
    {
        try
        {
            return Count(json);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A name is not Unicode.", e);
        }
    }

    private static string? Count(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        string list = "";
        int count = 0;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueSpan.Length > MaxStringBytes)
                return $"its manifest has a text of {reader.ValueSpan.Length:N0} bytes, and may have no longer one than {MaxStringBytes:N0}";
            if (reader is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName })
            {
                list = reader.GetString()!;
                count = 0;
            }

            bool isElement = reader.CurrentDepth == 2
                && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray) && (list != "properties" || reader.TokenType == JsonTokenType.PropertyName);
            if (isElement && Most.TryGetValue(list, out int most) && ++count > most)
                return $"its manifest lists more than {most:N0} {list}";
        }

        return null;
    }
}
