namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>What a piece of a statement is.</summary>
internal enum ScriptTokenKind
{
    /// <summary>Nothing stands there.</summary>
    None,

    /// <summary>A keyword, a number or a name without quotation marks.</summary>
    Word,

    /// <summary>A name in quotation marks.</summary>
    Name,

    /// <summary>A string.</summary>
    String,

    /// <summary>One other character.</summary>
    Sign,
}

/// <summary>A piece of a statement.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Keyword">The keyword in upper case; empty where it is none that is asked for.</param>
/// <param name="Sign">The character, where it is one.</param>
/// <param name="Start">Where it begins in the script.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct ScriptToken(ScriptTokenKind Kind, string Keyword, char Sign, long Start, long End)
{
    /// <summary>True for what can be a name.</summary>
    public bool IsName => Kind is ScriptTokenKind.Word or ScriptTokenKind.Name;

    /// <summary>True for this keyword.</summary>
    public bool Is(string keyword) => Kind == ScriptTokenKind.Word && Keyword == keyword;
}

/// <summary>A piece at a statement's beginning.</summary>
/// <param name="Token">The piece.</param>
/// <param name="Text">The keyword, or the name without its quotation marks.</param>
internal readonly record struct HeadToken(ScriptToken Token, string Text);

/// <summary>A name with another before it and a dot between: <c>shop.order</c>.</summary>
/// <param name="Name">The first name.</param>
/// <param name="Start">Where it begins in the script.</param>
/// <param name="End">Where the dot ends.</param>
/// <param name="Before">What stands before it.</param>
/// <param name="SecondBefore">What stands before that.</param>
/// <param name="Place">The number of the first name among the statement's pieces.</param>
/// <param name="IsAmongTables">True where the names of tables are listed.</param>
internal sealed record QualifiedName(string Name, long Start, long End, ScriptToken Before, ScriptToken SecondBefore, long Place, bool IsAmongTables)
{
    /// <summary>True where another dot and name follow: only a database stands before a table and its column.</summary>
    public bool IsTriple { get; set; }

    /// <summary>True where a parenthesis follows: a function, whose name has a database before it.</summary>
    public bool IsCall { get; set; }
}
