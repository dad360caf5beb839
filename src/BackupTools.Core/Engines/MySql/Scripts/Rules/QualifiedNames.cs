using BackupTools.Engines.MySql.Scripts.Splitting;

namespace BackupTools.Engines.MySql.Scripts.Rules;

/// <summary>
/// What the names of databases before other names mean. Where a dot follows a name, that may be a database's, a table's or an alias: it counts as a
/// database's only where nothing else can stand.
/// </summary>
internal static class QualifiedNames
{
    private const int LastOfName = 40;

    private static readonly HashSet<string> BeforeTables = new(StringComparer.Ordinal)
    {
        "INTO", "TABLE", "TABLES", "FROM", "JOIN", "STRAIGHT_JOIN", "UPDATE", "VIEW", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "SEQUENCE", "PACKAGE", "BODY", "REFERENCES",
        "CALL", "TO", "EXISTS", "INSERT", "REPLACE", "IGNORE", "LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "QUICK", "TRUNCATE", "DESC", "DESCRIBE", "FOR",
    };

    private static readonly HashSet<string> BeforeRows = new(StringComparer.Ordinal) { "INTO", "INSERT", "REPLACE", "IGNORE", "LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED" };

    /// <summary>The names that are the script's own database's, and can be left out.</summary>
    public static IEnumerable<QualifiedName> FindOwn(StatementWords words, ScriptDatabase database)
    {
        string kind = words.First is "CREATE" or "ALTER" or "DROP" ? StatementKinds.Of(words, out _) : "";
        // The text of a program is its maker's.
        bool isProgram = words.First == "CREATE" && StatementKinds.IsProgram(kind);
        return words.Qualified.Where(q => database.IsOwn(q.Name) && (isProgram ? IsNameOfProgram(q, kind, words) : IsDatabase(q, words.First, kind)));
    }

    /// <summary>The name of another database that a statement would write to; null where there is none.</summary>
    public static string? FindForeignTarget(StatementWords words, ScriptDatabase database)
    {
        string kind = words.First is "CREATE" or "ALTER" or "DROP" ? StatementKinds.Of(words, out _) : "";
        return words.Qualified.FirstOrDefault(q => !database.IsOwn(q.Name) && IsTarget(q, words, kind, database))?.Name;
    }

    /// <summary>Names of the script's database in the text of a program, which are not left out there.</summary>
    /// <param name="words">The statement.</param>
    /// <param name="database">The database.</param>
    /// <param name="runsByItself">True for a trigger and an event.</param>
    public static IEnumerable<string> FindInProgram(StatementWords words, ScriptDatabase database, out bool runsByItself)
    {
        string kind = words.First == "CREATE" ? StatementKinds.Of(words, out _) : "";
        runsByItself = kind is "TRIGGER" or "EVENT";
        return !StatementKinds.IsProgram(kind) ? [] : words.Qualified
            .Where(q => database.IsOwn(q.Name) && !IsNameOfProgram(q, kind, words) && IsDatabase(q, words.First, kind)).Select(q => q.Name);
    }

    /// <summary>Whether a statement writes to what a name names.</summary>
    private static bool IsTarget(QualifiedName name, StatementWords words, string kind, ScriptDatabase database) => words.First switch
    {
        "INSERT" or "REPLACE" => BeforeRows.Contains(name.Before.Keyword) && name.Place <= LastOfName,
        // Their tables are hard to tell from aliases: any name of a database counts.
        "UPDATE" or "DELETE" or "WITH" or "EXPLAIN" => database.IsOther(name.Name),
        "TRUNCATE" or "RENAME" or "LOCK" or "OPTIMIZE" or "REPAIR" or "ANALYZE" or "CHECK" or "CALL" => IsDatabase(name, words.First, kind),
        "DROP" => IsDatabase(name, words.First, kind) || (kind == "INDEX" && name.Before.Is("ON")),
        "ALTER" => !name.Before.Is("REFERENCES") && IsDatabase(name, words.First, kind) && (kind != "VIEW" || name.Before.Is("VIEW")),
        "CREATE" => StatementKinds.IsProgram(kind) ? IsNameOfProgram(name, kind, words) : IsName(name, kind),
        _ => false,
    };

    private static bool IsDatabase(QualifiedName name, string first, string kind) => name.IsTriple || name.IsCall
        || BeforeTables.Contains(name.Before.Keyword)
        || (name.Before.Is("ON") && first is "CREATE" or "DROP" && kind == "INDEX")
        || (name.Before.Is("LIKE") && first == "CREATE" && kind == "TABLE")
        || (name.IsAmongTables && name.Before.Sign is ',' or '(')
        || (name.Before.Sign == '(' && name.SecondBefore.Keyword is "NEXTVAL" or "LASTVAL" or "SETVAL");

    /// <summary>The name of what is made, or of the table that an index is on.</summary>
    private static bool IsName(QualifiedName name, string kind) => name.Place <= LastOfName
        && (name.Before.Keyword == kind || name.Before.Keyword is "EXISTS" or "BODY" || (kind == "INDEX" && name.Before.Is("ON")));

    /// <summary>The name of a program, or of the table that a trigger is on.</summary>
    private static bool IsNameOfProgram(QualifiedName name, string kind, StatementWords words) => name.Place <= LastOfName
        && (name.Before.Keyword == kind || name.Before.Keyword is "EXISTS" or "BODY"
            || (kind == "TRIGGER" && name.Before.Is("ON") && words.Qualified.First(q => q.Before.Is("ON")) == name));
}
