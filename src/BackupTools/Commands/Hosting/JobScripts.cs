using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Configuration;
using BackupTools.Jobs;

namespace BackupTools.Commands.Hosting;

/// <summary>Runs what a person wants done before and after a job. What these scripts emit is not emitted.</summary>
internal static class JobScripts
{
    /// <summary>Runs the script before a job.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ScriptFailed"/>: the job is then not to be run.</exception>
    public static void Before(ScriptBlock? script, BackupJobDefinition job)
    {
        if (Run(script, job) is { } why)
        {
            throw new BackupException(
                ErrorCode.ScriptFailed, $"The job '{job.Name}' was not run, because the script before it failed: {why}", "Mend the script, or leave it out.", job.Name);
        }
    }

    /// <summary>Runs the script after a job. Returns what went wrong with it; the job is none the worse for it.</summary>
    public static string? After(ScriptBlock? script, BackupJobDefinition job, IReadOnlyList<JobResult> results) =>
        Run(script, job, results) is { } why ? $"{job.Name}: the script after the job failed: {why}" : null;

    private static string? Run(ScriptBlock? script, params object[] arguments)
    {
        try
        {
            script?.Invoke(arguments);
            return null;
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            return e.Message;
        }
    }
}
