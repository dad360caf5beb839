using BackupTools.Abstractions;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <content>What the cmdlet does with a script.</content>
public sealed partial class RestoreDatabaseCommand
{
    /// <summary>What is about archives: a script says itself what it does, and runs whole.</summary>
    private static readonly string[] OfArchives =
    [
        "Schema", "Table", "ExcludeTable", "SchemaOnly", "DataOnly", "Include", "Exclude", "Parallelism", nameof(Verify), nameof(NoOwner), nameof(Definer), nameof(NoPrivileges),
        nameof(CreateRole), nameof(AllowPartial), nameof(OnObjectError), nameof(MaxBytesPerSecond),
    ];

    private protected override bool ProcessOther(string path, IReadOnlyList<string> among)
    {
        if (!ScriptJob.IsScript(path))
            return false;
        if (among.Count > 1 && path != among.First(ScriptJob.IsScript))
            return true; // Said of the first one.
        if (among.Count > 1)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"'{path}' is one of {among.Count} files that the wildcards match, and nothing says in which order scripts are to run.",
                "Name one, or pipe them in the order in which they are to run.", path);
        }

        if (OfArchives.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey) is { } unfitting)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"-{unfitting} is for backups, and '{path}' is a script, which runs as it is and as a whole.", $"Leave out -{unfitting}.", path);
        }

        RunScript(path);
        return true;
    }

    private void RunScript(string path)
    {
        DbConnectionInfo target = TargetSearch.FindForScript(Components, _target);
        ScriptJobOptions options = new()
        {
            Path = path, Target = target, IfExists = IfExists, AllowForeignStatements = AllowForeignStatement,
        };
        RestorePlan Plan() => Await(work => ScriptJob.PlanAsync(Components, options, work.Stopping));
        if (!ShouldProcess(() => string.Join(" ", Plan().Steps), $"Run '{path}' in '{target.Display}'?") || !MayReplace(target, Plan))
            return;
        ScriptResult result = Await(work => ScriptJob.RunAsync(Components, options with { Progress = work.Progress, Recording = Recording }, work.Stopping));
        foreach (string warning in result.Warnings)
            WriteWarning($"{target.Display}: {warning}");
        WriteObject(result);
    }
}
