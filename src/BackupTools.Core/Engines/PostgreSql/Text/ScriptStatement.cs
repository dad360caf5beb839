using System.Text;

namespace BackupTools.Engines.PostgreSql.Text;

/// <summary>
/// One statement of a script, and its shape: keywords in capitals, and <c>'</c>, <c>"</c>, <c>$</c> and <c>0</c> for
/// strings, quoted names, dollar-quoted strings and numbers, with a space between each.
/// </summary>
/// <param name="sql">The text that it stands in.</param>
/// <param name="tokens">Its tokens, the semicolon left out.</param>
internal sealed class ScriptStatement(string sql, IReadOnlyList<ScriptToken> tokens)
{
    private string? _shape;

    /// <summary>The shape of all of it.</summary>
    public string Shape => _shape ??= ShapeOf(sql, tokens, withInner: true);

    /// <summary>The shape without what stands in parentheses.</summary>
    public string OuterShape => ShapeOf(sql, tokens, withInner: false);

    /// <summary>The beginning of its text, for a message.</summary>
    public string Beginning
    {
        get
        {
            int end = Math.Min(tokens[^1].End, tokens[0].Start + 100);
            string text = string.Join(' ', sql[tokens[0].Start..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return end < tokens[^1].End ? text + " …" : text;
        }
    }

    /// <summary>The texts of its dollar-quoted strings.</summary>
    public IEnumerable<string> DollarStrings => tokens.Where(t => t.Kind == TokenKind.DollarString).Select(t =>
    {
        string text = sql[t.Start..t.End];
        int tag = text.IndexOf('$', 1) + 1;
        return text[tag..^tag];
    });

    /// <summary>The values of its strings in single quotes.</summary>
    public IEnumerable<string> Strings => tokens.Where(t => t.Kind == TokenKind.String).Select(t =>
    {
        string text = sql[t.Start..t.End];
        bool escapes = text[0] is 'e' or 'E';
        string value = text[(text.IndexOf('\'', StringComparison.Ordinal) + 1)..^1].Replace("''", "'", StringComparison.Ordinal);
        return escapes ? value.Replace(@"\\", @"\", StringComparison.Ordinal) : value;
    });

    /// <summary>Divides a text into its statements.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="statements">The statements.</param>
    /// <returns>What is wrong, as the end of a sentence whose subject is the text; null where nothing is.</returns>
    public static string? TrySplit(string sql, out IReadOnlyList<ScriptStatement> statements)
    {
        List<ScriptStatement> found = [];
        statements = found;
        ScriptLexer lexer = new(sql);
        if (lexer.Read() is { } problem)
            return problem;

        List<ScriptToken> current = [];
        int depth = 0, blocks = 0;
        bool makesRoutine = false;
        string before = "";
        foreach (ScriptToken token in lexer.Tokens)
        {
            string word = ShapeOf(sql, token);
            depth += word == "(" ? 1 : word == ")" ? -1 : 0;
            if (depth < 0)
                return "has a parenthesis that nothing opens";
            makesRoutine |= current.Count is > 0 and < 4 && word is "FUNCTION" or "PROCEDURE" && ShapeOf(sql, current[0]) == "CREATE";
            if (makesRoutine && blocks == 0 && depth == 0 && word == "ATOMIC" && before == "BEGIN")
                blocks = 1;
            else if (blocks > 0 && word is "CASE" or "END")
            {
                if (before is "AS" or ".")
                    return "has a keyword as a name";
                blocks += word == "CASE" ? 1 : -1;
            }

            before = word;
            if (word != ";" || depth > 0 || blocks > 0)
            {
                current.Add(token);
                continue;
            }

            if (current.Count > 0)
                found.Add(new ScriptStatement(sql, current));
            current = [];
            makesRoutine = false;
        }

        return current.Count > 0 ? "does not end with a semicolon" : null;
    }

    private static string ShapeOf(string sql, IReadOnlyList<ScriptToken> tokens, bool withInner)
    {
        StringBuilder shape = new();
        int depth = 0;
        foreach (ScriptToken token in tokens)
        {
            string word = ShapeOf(sql, token);
            depth -= word == ")" ? 1 : 0;
            if (withInner || depth == 0)
                shape.Append(shape.Length == 0 ? "" : " ").Append(word);
            depth += word == "(" ? 1 : 0;
        }

        return shape.ToString();
    }

    private static string ShapeOf(string sql, ScriptToken token) => token.Kind switch
    {
        TokenKind.Word => sql[token.Start..token.End].ToUpperInvariant(),
        TokenKind.Name => "\"",
        TokenKind.String => "'",
        TokenKind.DollarString => "$",
        TokenKind.Number => "0",
        _ => sql[token.Start..token.End],
    };
}
