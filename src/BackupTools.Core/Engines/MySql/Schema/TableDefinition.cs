using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Schema;

/// <summary>What a part of a table's definition is.</summary>
internal enum TablePartKind
{
    Column,
    PrimaryKey,
    Index,
    FullTextIndex,
    ForeignKey,
    Other,
}

/// <summary>A part of a table's definition.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text.</param>
/// <param name="Name">Its name; empty where it has none.</param>
internal sealed record TablePart(TablePartKind Kind, string Text, string Name);

/// <summary>A <c>CREATE TABLE</c> as <c>SHOW CREATE TABLE</c> writes it, taken apart so that keys can be made later, or left out.</summary>
internal sealed class TableDefinition
{
    private readonly string _beginning;
    private readonly string _ending;

    private TableDefinition(string name, string beginning, IReadOnlyList<TablePart> parts, string ending)
    {
        Name = name;
        _beginning = beginning;
        Parts = parts;
        _ending = ending;
    }

    /// <summary>The table's name.</summary>
    public string Name { get; }

    /// <summary>Columns, keys and constraints, in their order.</summary>
    public IReadOnlyList<TablePart> Parts { get; }

    /// <summary>The options behind the last bracket: the engine, partitions …</summary>
    public string Options => _ending;

    /// <summary>Takes a statement apart.</summary>
    /// <returns>Null where it is not such a statement.</returns>
    public static TableDefinition? Parse(string create)
    {
        SqlToken[] head = [.. SqlScanner.All(create).Take(4)];
        if (head.Length < 4 || !SqlScanner.Is(create, head[0], "CREATE") || !SqlScanner.Is(create, head[1], "TABLE")
            || head[2].Kind != SqlTokenKind.Name || !SqlScanner.Is(create, head[3], "("))
        {
            return null;
        }

        List<TablePart> parts = [];
        int depth = 1;
        int start = head[3].End;
        for (int at = head[3].End; SqlScanner.Next(create, at) is { } token; at = token.End)
        {
            if (token.Kind != SqlTokenKind.Sign)
                continue;
            char sign = create[token.Start];
            depth += sign == '(' ? 1 : sign == ')' ? -1 : 0;
            if (depth == 0 || (sign == ',' && depth == 1))
            {
                parts.Add(PartOf(create[start..token.Start].Trim()));
                start = token.End;
            }

            if (depth == 0)
                return new(SqlScanner.NameOf(create, head[2]), create[..head[3].Start], parts, create[token.End..]);
        }

        return null;
    }

    /// <summary>The statement with only some of its parts.</summary>
    public string With(Func<TablePart, bool> isKept) =>
        $"{_beginning}(\n  {string.Join(",\n  ", Parts.Where(isKept).Select(p => p.Text))}\n){_ending}";

    /// <summary>The statement with its parts and options changed.</summary>
    public string Rewrite(Func<TablePart, string> part, Func<string, string> options) =>
        $"{_beginning}(\n  {string.Join(",\n  ", Parts.Select(part))}\n){options(_ending)}";

    /// <summary>The statement without the number that the next row would get, which changes with every row.</summary>
    public string WithoutCounter()
    {
        SqlToken[] tokens = [.. SqlScanner.All(_ending)];
        int at = Array.FindIndex(tokens, t => SqlScanner.Is(_ending, t, "AUTO_INCREMENT"));
        string ending = at >= 0 && at + 2 < tokens.Length ? _ending[..tokens[at].Start] + _ending[tokens[at + 2].End..].TrimStart() : _ending;
        return new TableDefinition(Name, _beginning, Parts, ending).With(_ => true);
    }

    /// <summary>The tables that the foreign key refers to, by the names as they stand there.</summary>
    /// <param name="foreignKey">A part that is a foreign key.</param>
    /// <returns>The database, where one stands there, and the table.</returns>
    public static (string? Database, string Table) ReferenceOf(TablePart foreignKey)
    {
        SqlToken[] tokens = [.. SqlScanner.All(foreignKey.Text)];
        int at = Array.FindIndex(tokens, t => SqlScanner.Is(foreignKey.Text, t, "REFERENCES"));
        if (at < 0 || at + 1 >= tokens.Length)
            return (null, "");
        string first = SqlScanner.NameOf(foreignKey.Text, tokens[at + 1]);
        return at + 3 < tokens.Length && SqlScanner.Is(foreignKey.Text, tokens[at + 2], ".")
            ? (first, SqlScanner.NameOf(foreignKey.Text, tokens[at + 3]))
            : (null, first);
    }

    /// <summary>True where a column counts up, which needs a key at all times.</summary>
    public bool CountsUpOutsidePrimaryKey()
    {
        TablePart? counter = Parts.FirstOrDefault(p => p.Kind == TablePartKind.Column
            && SqlScanner.All(p.Text).Any(t => SqlScanner.Is(p.Text, t, "AUTO_INCREMENT")));
        if (counter is null)
            return false;
        TablePart? primary = Parts.FirstOrDefault(p => p.Kind == TablePartKind.PrimaryKey);
        return primary is null || FirstColumnOf(primary) != counter.Name;
    }

    private static string? FirstColumnOf(TablePart key) => SqlScanner.All(key.Text)
        .Where(t => t.Kind == SqlTokenKind.Name).Select(t => SqlScanner.NameOf(key.Text, t)).FirstOrDefault();

    private static TablePart PartOf(string text)
    {
        SqlToken[] tokens = [.. SqlScanner.All(text).Take(8)];
        if (tokens.Length == 0)
            return new(TablePartKind.Other, text, "");
        if (tokens[0].Kind == SqlTokenKind.Name)
            return new(TablePartKind.Column, text, SqlScanner.NameOf(text, tokens[0]));
        int at = Is(0, "CONSTRAINT") ? (tokens.Length > 1 && tokens[1].Kind == SqlTokenKind.Name ? 2 : 1) : 0;
        string name = at == 2 ? SqlScanner.NameOf(text, tokens[1]) : "";
        if (Is(at, "FOREIGN"))
            return new(TablePartKind.ForeignKey, text, name);
        if (Is(at, "PRIMARY"))
            return new(TablePartKind.PrimaryKey, text, "PRIMARY");
        int key = Array.FindIndex(tokens, t => SqlScanner.Is(text, t, "KEY"));
        if (at == 0 && key is >= 0 and <= 1 && key + 1 < tokens.Length && tokens[key + 1].Kind == SqlTokenKind.Name)
            return new(Is(0, "FULLTEXT") ? TablePartKind.FullTextIndex : TablePartKind.Index, text, SqlScanner.NameOf(text, tokens[key + 1]));
        return new(TablePartKind.Other, text, name);

        bool Is(int index, string word) => index < tokens.Length && SqlScanner.Is(text, tokens[index], word);
    }
}
