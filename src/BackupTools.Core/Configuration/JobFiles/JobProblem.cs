namespace BackupTools.Configuration;

/// <summary>A mistake in the file of a job.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Key">The key, with those that it is in: <c>retention.keepLast</c>; empty where it is of the file as a whole.</param>
/// <param name="Problem">What is wrong: one sentence.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record JobProblem(string Path, int Line, int Column, string Key, string Problem, string Remedy)
{
    /// <summary>Where, and what.</summary>
    public override string ToString() => $"line {Line}, column {Column}: {Problem}";
}
