using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Configuration;

namespace BackupTools.Commands;

/// <summary>Finds the programs of others that work with databases and storages, with their versions.</summary>
/// <remarks>
/// <para>BackupTools needs none of them. This says what there is on this machine: on the PATH, or where
/// Set-BackupConfiguration -ToolPath says. Emits one object for each tool, Found or not.</para>
/// <para>Each that is found is run with --version, without a shell, with nothing but the PATH in its environment, and for a limited time.</para>
/// </remarks>
/// <example>
/// <code>Get-BackupTool</code>
/// <para>Lists all tools that are looked for.</para>
/// </example>
/// <example>
/// <code>Get-BackupTool pg_* | Where-Object Found</code>
/// <para>Shows which of PostgreSQL's tools are here, and of which version.</para>
/// </example>
/// <seealso cref="SetBackupConfigurationCommand"/>
[Cmdlet(VerbsCommon.Get, "BackupTool")]
[OutputType(typeof(BackupTool))]
public sealed class GetBackupToolCommand : AsyncCmdlet
{
    /// <summary>
    /// The tools: pg_dump, pg_restore, mysqldump, mysql, mariadb-dump, sqlite3, mongodump, mongorestore, rclone. Wildcards are
    /// understood. Without it: all.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ToolCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        BackupSettings settings = Settings.Read();
        foreach (string tool in Name.SelectMany(Find).Distinct())
            WriteObject(Await(work => ToolFinder.FindAsync(tool, settings, null, work.Stopping)));
    });

    private IReadOnlyList<string> Find(string pattern)
    {
        IReadOnlyList<string> found = NamePattern.Find(pattern, [.. ToolFinder.Names], ignoreCase: true);
        if (found.Count == 0)
        {
            WriteError(new BackupException(
                ErrorCode.InvalidArgument, $"'{pattern}' is no tool that is looked for.", NameSuggestions.Remedy(pattern, ToolFinder.Names, ""), pattern).ToErrorRecord());
        }

        return found;
    }
}
