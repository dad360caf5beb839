namespace BackupTools.Engines.Shared;

/// <summary>What scripts have done so far, for an error that ends them.</summary>
internal sealed class ScriptProgress
{
    /// <summary>How many statements were run.</summary>
    public long Statements { get; set; }

    /// <summary>How many rows they brought.</summary>
    public long Rows { get; set; }

    /// <summary>The place where the script began the transaction that is open; null where none is.</summary>
    public (string Name, long Line)? Transaction { get; set; }

    /// <summary>What had been done, as a sentence.</summary>
    public string Done => Statements == 0
        ? "Nothing had been done before."
        : $"Before that, {Figures.Count(Statements, "statement")} had been run, which brought {Figures.Count(Rows, "row")}.";
}
