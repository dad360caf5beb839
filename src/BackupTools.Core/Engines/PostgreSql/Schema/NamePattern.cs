using System.Text;
using System.Text.RegularExpressions;

namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>
/// What a user typed for objects: <c>name</c> or <c>schema.name</c>, with the wildcards <c>*</c> and <c>?</c>. Between
/// double quotes everything is taken literally. Case matters, as it does to the server.
/// </summary>
internal sealed class NamePattern
{
    private readonly string _text;
    private readonly Regex[] _parts;

    private NamePattern(string text, IReadOnlyList<string> parts)
    {
        _text = text;
        _parts = [.. parts.Select(p => new Regex(p, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking))];
    }

    /// <summary>Understands the name of a table: the part before the first dot outside of quotes is the schema.</summary>
    public static NamePattern Table(string text) => new(text, Split(text, dots: true));

    /// <summary>Understands the name of a schema, in which a dot is a dot.</summary>
    public static NamePattern Schema(string text) => new(text, Split(text, dots: false));

    /// <summary>True where it is meant; a name that is exactly what was typed, dots and all, always is.</summary>
    public bool Matches(string? schema, string name) =>
        name == _text || (_parts.Length == 1
            ? _parts[0].IsMatch(name)
            : schema is not null && _parts[0].IsMatch(schema) && _parts[1].IsMatch(name));

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static List<string> Split(string text, bool dots)
    {
        List<StringBuilder> parts = [new("^(?s:")];
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                parts[^1].Append('"');
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == '.' && !quoted && dots && parts.Count == 1)
            {
                parts.Add(new("^(?s:"));
            }
            else
            {
                parts[^1].Append(quoted || c is not ('*' or '?') ? Regex.Escape(c.ToString()) : c == '*' ? ".*" : ".");
            }
        }

        return parts.ConvertAll(p => p.Append(")\\z").ToString());
    }
}
