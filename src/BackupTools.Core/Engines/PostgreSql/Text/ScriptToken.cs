namespace BackupTools.Engines.PostgreSql.Text;

/// <summary>What a piece of SQL text is.</summary>
internal enum TokenKind
{
    /// <summary>A keyword, or a name without quotes.</summary>
    Word,

    /// <summary>A name in quotes.</summary>
    Name,

    /// <summary>A string in single quotes, with its prefix.</summary>
    String,

    /// <summary>A string between dollar signs.</summary>
    DollarString,

    /// <summary>Digits.</summary>
    Number,

    /// <summary>Any other character.</summary>
    Symbol,
}

/// <summary>A piece of SQL text; comments and white space are none.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where what follows begins.</param>
internal readonly record struct ScriptToken(TokenKind Kind, int Start, int End);
