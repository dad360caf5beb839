using System.Management.Automation;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Configuration;

namespace BackupTools.Commands;

/// <summary>Lists backup jobs.</summary>
/// <remarks>
/// <para>A job is a file of YAML or JSON: in the folder jobs of the configuration, or anywhere by its path. A file with mistakes is an error,
/// and the others are listed; Test-BackupJob names the mistakes.</para>
/// </remarks>
/// <example>
/// <code>Get-BackupJob</code>
/// <para>Lists the jobs in the folder of the configuration.</para>
/// </example>
/// <example>
/// <code>Get-BackupJob -Path ./*.yaml | Invoke-BackupJob -WhatIf</code>
/// <para>Says what jobs of the current folder would do.</para>
/// </example>
/// <seealso cref="TestBackupJobCommand"/>
/// <seealso cref="InvokeBackupJobCommand"/>
[Cmdlet(VerbsCommon.Get, "BackupJob", DefaultParameterSetName = NameSet)]
[OutputType(typeof(BackupJobDefinition))]
public sealed class GetBackupJobCommand : JobCmdlet
{
    /// <summary>The names of jobs in the folder of the configuration. Wildcards are understood. Without it: all.</summary>
    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The paths of files elsewhere. Wildcards are expanded.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [Alias("FullName")]
    [ArgumentCompleter(typeof(JobFileCompleter))]
    public string[] Path { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
            Attempt(() => WriteEach(FindFiles([path]).Select(f => JobFile.Read(f, Components))));
        foreach (string name in ParameterSetName == NameSet ? Name : [])
            Attempt(() => WriteEach(FindByName(name)));
    }

    private void WriteEach(IEnumerable<JobFile> files)
    {
        foreach (JobFile file in files)
            Attempt(() => WriteObject(Require(file)));
    }
}
