using System.Collections.Frozen;
using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Engines.MySql.Schema.Mapping;

/// <summary>
/// Collations of one product and the nearest ones of the other. The rules of both are those of Unicode, MySQL's of version 9.0,
/// MariaDB's of 14.0, and of 5.2 before MariaDB 10.10. What has no counterpart here is refused.
/// </summary>
internal static class CollationMap
{
    /// <summary>MySQL's words for a language, and MariaDB's.</summary>
    private static readonly FrozenDictionary<string, string> Languages = new Dictionary<string, string>
    {
        ["cs"] = "czech", ["da"] = "danish", ["de_pb"] = "german2", ["eo"] = "esperanto", ["es"] = "spanish", ["es_trad"] = "spanish2", ["et"] = "estonian",
        ["hr"] = "croatian", ["hu"] = "hungarian", ["is"] = "icelandic", ["la"] = "roman", ["lt"] = "lithuanian", ["lv"] = "latvian", ["pl"] = "polish",
        ["ro"] = "romanian", ["sk"] = "slovak", ["sl"] = "slovenian", ["sv"] = "swedish", ["tr"] = "turkish", ["vi"] = "vietnamese",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> OfLanguages = Languages.ToFrozenDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);

    private static readonly string[] Strengths = ["ai_ci", "as_ci", "as_cs"];

    private const string Rest = "utf8mb4_";
    private const string MySql = "0900_";
    private const string MariaDb = "uca1400_";

    /// <summary>The counterpart of a collation; null where there is none.</summary>
    /// <param name="collation">The collation.</param>
    /// <param name="target">The server that is to have it.</param>
    public static string? Find(string collation, ServerVersion target)
    {
        string name = collation.ToLowerInvariant();
        return target.IsMariaDb ? ToMariaDb(name, target) : ToMySql(name);
    }

    /// <summary>True where trailing spaces counted for nothing, and do with the counterpart.</summary>
    public static bool GainsSpaces(string collation, string counterpart) =>
        counterpart.Contains(MySql, StringComparison.Ordinal) && !collation.Contains("nopad", StringComparison.OrdinalIgnoreCase);

    private static string? ToMariaDb(string name, ServerVersion target)
    {
        if (name == Rest + MySql + "bin")
            return "utf8mb4_nopad_bin";
        if (Split(name, MySql) is not var (language, strength) || !Strengths.Contains(strength))
            return null;
        if (!target.IsMariaDbFrom(10, 10))
            return language.Length == 0 && strength == "ai_ci" ? "utf8mb4_unicode_520_nopad_ci" : null;
        if (language.Length == 0)
            return $"{Rest}{MariaDb}nopad_{strength}";
        return Languages.TryGetValue(language, out string? word) ? $"{Rest}{MariaDb}{word}_nopad_{strength}" : null;
    }

    private static string? ToMySql(string name)
    {
        switch (name)
        {
            case "utf8mb4_nopad_bin":
                return Rest + MySql + "bin";
            case "utf8mb4_unicode_520_nopad_ci":
                return Rest + MySql + "ai_ci";
        }

        int at = name.IndexOf('_', StringComparison.Ordinal);
        if (at < 0 || !name.AsSpan(at + 1).StartsWith(MariaDb, StringComparison.Ordinal))
            return null;
        string rest = name[(at + 1 + MariaDb.Length)..];
        if (name.AsSpan(0, at + 1) is not Rest)
            return rest == "ai_ci" ? $"{name[..at]}_unicode_520_ci" : null;
        string? strength = Strengths.FirstOrDefault(s => rest.EndsWith(s, StringComparison.Ordinal));
        if (strength is null)
            return null;
        string language = rest[..^strength.Length].TrimEnd('_');
        language = language == "nopad" ? "" : language.EndsWith("_nopad", StringComparison.Ordinal) ? language[..^"_nopad".Length] : language;
        if (language.Length == 0)
            return Rest + MySql + strength;
        // MySQL has its languages in two strengths.
        return strength != "as_ci" && OfLanguages.TryGetValue(language, out string? word) ? $"{Rest}{word}_{MySql}{strength}" : null;
    }

    /// <summary>The language and the strength of MySQL's <c>utf8mb4_de_pb_0900_ai_ci</c>.</summary>
    private static (string Language, string Strength)? Split(string name, string mark)
    {
        int at = name.IndexOf(mark, StringComparison.Ordinal);
        return !name.StartsWith(Rest, StringComparison.Ordinal) || at < Rest.Length ? null
            : (name[Rest.Length..at].TrimEnd('_'), name[(at + mark.Length)..]);
    }
}
