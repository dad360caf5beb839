using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Configuration;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Runs backup jobs.</summary>
/// <remarks>
/// <para>Backs up each database of a job, tests the backup as the job says, and writes SQL where it asks for that. Emits one
/// result for each database: Succeeded, and in Backup, Test and Export what was made. One database that fails does not stop the
/// others; each failure is an error with an id of its own, after its result.</para>
/// <para>A job with mistakes is refused as a whole, before anything starts; Test-BackupJob names them.</para>
/// <para>-BeforeScript and -AfterScript run something of yours around each job.</para>
/// <para>A relative path in a file is relative to that file. A single word as connection is the name of a registered
/// connection. about_BackupTools_Jobs has the keys.</para>
/// </remarks>
/// <example>
/// <code>Invoke-BackupJob ./nightly.yaml</code>
/// <para>Runs the job of a file.</para>
/// </example>
/// <example>
/// <code>Invoke-BackupJob -Name nightly -WhatIf</code>
/// <para>Says what a job in the folder of the configuration would do.</para>
/// </example>
/// <example>
/// <code>$results = Get-BackupJob | Invoke-BackupJob
/// $results | Where-Object Succeeded -eq $false | Select-Object Job, Database, Errors</code>
/// <para>Runs all jobs, and shows what failed.</para>
/// </example>
/// <example>
/// <code>Invoke-BackupJob ./nightly.yaml -AfterScript { param($job, $results) "$($job.Name): $($results.Count)" | Add-Content ./done.txt }</code>
/// <para>Runs a job, and a script of one's own after it.</para>
/// </example>
/// <seealso cref="TestBackupJobCommand"/>
/// <seealso cref="GetBackupJobCommand"/>
[Cmdlet(VerbsLifecycle.Invoke, "BackupJob", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(JobResult))]
public sealed class InvokeBackupJobCommand : JobCmdlet
{
    private const string JobSet = "Job";

    /// <summary>The paths of files. Wildcards are expanded.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [Alias("FullName")]
    [ArgumentCompleter(typeof(JobFileCompleter))]
    public string[] Path { get; set; } = [];

    /// <summary>The names of jobs in the folder of the configuration. Wildcards are understood.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The jobs: what Get-BackupJob emits.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = JobSet)]
    [ValidateNotNullOrEmpty]
    public BackupJobDefinition[] Job { get; set; } = [];

    /// <summary>
    /// A script to run before each job, which gets the job as its argument. Where it throws, the job is not run, and the error has the id
    /// ScriptFailed.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? BeforeScript { get; set; }

    /// <summary>
    /// A script to run after each job, also after one that failed. It gets the job and its results as its arguments. Where it throws, that is a
    /// warning, and the job is what it was.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? AfterScript { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (BackupJobDefinition job in Job)
            Attempt(() => Run(job));
        foreach (string path in Path)
            Attempt(() => RunEach(FindFiles([path]).Select(f => JobFile.Read(f, Components))));
        foreach (string name in Name)
            Attempt(() => RunEach(FindByName(name)));
    }

    private void RunEach(IEnumerable<JobFile> files)
    {
        foreach (JobFile file in files)
            Attempt(() => Run(Require(file)));
    }

    private void Run(BackupJobDefinition job)
    {
        JobContext context = Context;
        if (!ShouldProcess(() => Describe(job, context), $"Run the job '{job.Name}'?"))
            return;
        JobScripts.Before(BeforeScript, job);
        IReadOnlyList<JobResult> results = Await(work => JobRun.RunAsync(
            job,
            context with
            {
                Progress = work.Progress,
                OnResult = result => Report(result, work),
                OnFailure = work.WriteError,
                OnWarning = warning => work.WriteWarning($"{job.Name}: {warning}"),
            },
            work.Stopping));
        if (JobScripts.After(AfterScript, job, results) is { } warning)
            WriteWarning(warning);
    }

    private string Describe(BackupJobDefinition job, JobContext context) =>
        string.Join(" ", Await(work => JobRun.PlanAsync(job, context with { OnFailure = work.WriteError }, work.Stopping)));

    private static void Report(JobResult result, IWorkContext work)
    {
        work.Write(result);
        foreach (string warning in result.Warnings)
            work.WriteWarning($"{result.Job}, {result.Database}: {warning}");
        foreach (BackupException error in result.Errors)
            work.WriteError(error);
    }
}
