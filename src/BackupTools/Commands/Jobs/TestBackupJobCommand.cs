using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Configuration;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Looks for mistakes in the files of backup jobs.</summary>
/// <remarks>
/// <para>Emits one object for each mistake, with its line and column, all of them at once; nothing for a file that is right. A file
/// with mistakes is also an error with the id JobInvalid, so that -ErrorAction Stop stops a runbook; -NoError gives the
/// mistakes alone.</para>
/// <para>Mistakes are also what would be ignored: keys that do not exist or mean nothing together, what the engine does not have, and what
/// this version does not do. Nothing is connected to, and no secret is looked up. about_BackupTools_Jobs has the
/// keys.</para>
/// </remarks>
/// <example>
/// <code>Test-BackupJob ./nightly.yaml</code>
/// <para>Names every mistake in a file.</para>
/// </example>
/// <example>
/// <code>Test-BackupJob ./*.yaml -NoError | Format-Table Path, Line, Problem</code>
/// <para>Shows the mistakes of several files.</para>
/// </example>
/// <seealso cref="InvokeBackupJobCommand"/>
/// <seealso cref="GetBackupJobCommand"/>
[Cmdlet(VerbsDiagnostic.Test, "BackupJob", DefaultParameterSetName = PathSet)]
[OutputType(typeof(JobProblem))]
public sealed class TestBackupJobCommand : JobCmdlet
{
    /// <summary>The paths of files. Wildcards are expanded.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
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

    /// <summary>Writes no error for a file with mistakes: they alone say so.</summary>
    [Parameter]
    public SwitchParameter NoError { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
            Attempt(() => TestEach(FindFiles([path]).Select(f => JobFile.Read(f, Components))));
        foreach (string name in Name)
            Attempt(() => TestEach(FindByName(name)));
    }

    private void TestEach(IEnumerable<JobFile> files)
    {
        foreach (JobFile file in files)
            Attempt(() => Test(file));
    }

    private void Test(JobFile file)
    {
        IReadOnlyList<JobProblem> problems = file.Definition is { } job ? JobCheck.FindProblems(job, Context) : file.Problems;
        WriteObject(problems, enumerateCollection: true);
        if (problems.Count > 0 && !NoError)
            throw JobCheck.ToError(file.Path, problems);
        WriteVerbose($"'{file.Path}' has {Figures.Count(problems.Count, "mistake")}.");
    }
}
