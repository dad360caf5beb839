using System.Text;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Schema.Mapping;

/// <summary>Changes pieces of SQL, and leaves everything else as it stands.</summary>
/// <param name="text">The SQL.</param>
internal sealed class SqlEdit(string text)
{
    private readonly List<(int Start, int End, string With)> _changes = [];

    /// <summary>Its pieces, comments left out.</summary>
    public IReadOnlyList<SqlToken> Tokens { get; } = [.. SqlScanner.All(text)];

    /// <summary>True where the piece is this keyword, or this sign.</summary>
    public bool Is(int index, string word) => index >= 0 && index < Tokens.Count && SqlScanner.Is(text, Tokens[index], word);

    /// <summary>True where these keywords stand one after the other.</summary>
    public bool Are(int index, params ReadOnlySpan<string> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (!Is(index + i, words[i]))
                return false;
        }

        return true;
    }

    /// <summary>The piece as it stands, or the name that it stands for.</summary>
    public string NameOf(int index) => index < Tokens.Count ? SqlScanner.NameOf(text, Tokens[index]) : "";

    /// <summary>Puts a text in the place of pieces.</summary>
    public void Replace(int first, int last, string with) => _changes.Add((Tokens[first].Start, Tokens[Math.Min(last, Tokens.Count - 1)].End, with));

    /// <summary>Takes pieces out.</summary>
    public void Remove(int first, int last) => Replace(first, last, "");

    /// <summary>Puts brackets around pieces.</summary>
    public void Wrap(int first, int last) => Replace(first, last, $"({text[Tokens[first].Start..Tokens[last].End]})");

    /// <summary>The piece that closes the bracket at an index; the last one where none does.</summary>
    public int CloseOf(int open)
    {
        int depth = 0;
        for (int i = open; i < Tokens.Count; i++)
        {
            depth += Is(i, "(") ? 1 : Is(i, ")") ? -1 : 0;
            if (depth == 0)
                return i;
        }

        return Tokens.Count - 1;
    }

    /// <summary>The SQL with all changes.</summary>
    public override string ToString()
    {
        if (_changes.Count == 0)
            return text;
        StringBuilder result = new(text.Length);
        int copied = 0;
        foreach ((int start, int end, string with) in _changes.OrderBy(c => c.Start))
        {
            if (start < copied)
                continue;
            result.Append(text, copied, start - copied).Append(with);
            copied = end;
        }

        return result.Append(text, copied, text.Length - copied).ToString();
    }
}
