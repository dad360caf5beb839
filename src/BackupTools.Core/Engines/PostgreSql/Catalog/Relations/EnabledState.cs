namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>When a rule or trigger fires.</summary>
internal static class EnabledState
{
    /// <summary>The statement that sets the state; empty where it is the one that a new rule or trigger has.</summary>
    /// <param name="code">The state as the catalog has it.</param>
    /// <param name="table">The table's name with the schema, quoted.</param>
    /// <param name="what">The keyword and the quoted name.</param>
    public static string Set(string code, string table, string what) =>
        code == "O" ? "" : $"ALTER TABLE {table} {Word(code)} {what};\n";

    /// <summary>The keywords that set the state.</summary>
    public static string Word(string code) => code switch
    {
        "O" => "ENABLE",
        "D" => "DISABLE",
        "R" => "ENABLE REPLICA",
        "A" => "ENABLE ALWAYS",
        _ => throw CatalogCodes.Unknown(code, "the state of a rule or trigger"),
    };
}
