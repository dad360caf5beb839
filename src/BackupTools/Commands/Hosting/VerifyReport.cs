using BackupTools.Abstractions;
using BackupTools.Jobs;

namespace BackupTools.Commands.Hosting;

/// <summary>What is said of a backup that did not pass its test.</summary>
internal static class VerifyReport
{
    /// <summary>The error.</summary>
    public static BackupException ToError(VerifyResult result)
    {
        string more = result.Findings.Count > 1 ? $" (and {Figures.Count(result.Findings.Count - 1, "more finding")})" : "";
        return new BackupException(
            ErrorCode.BackupTestFailed, $"The backup '{result.Path}' did not pass the test: {result.Findings[0]}{more}",
            "Use another copy of it, or make a new backup; Findings of the result says all that is wrong.", result.Path);
    }
}
