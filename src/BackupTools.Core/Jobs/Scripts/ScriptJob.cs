using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Archive;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>Runs plain SQL scripts, statement by statement and up to the first error.</summary>
public static class ScriptJob
{
    private static readonly string[] Extensions = [".sql", ".sql.gz", ".sql.zst", ".tar", ".tar.gz", ".tgz", ".tar.zst"];

    /// <summary>True where a path names scripts and no archive: by its extension, and where that may be either, by what is in it.</summary>
    /// <param name="path">An absolute path.</param>
    public static bool IsScript(string path)
    {
        if (Extensions.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)))
            return true;
        if (Directory.Exists(path))
            return File.Exists(Path.Combine(path, ScriptOrder.ListName));
        return path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) && OrdinaryFile.Exists(path) && !BeginsArchive(path);
    }

    /// <summary>Says what <see cref="RunAsync"/> would do, and changes nothing.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to run, and where.</param>
    /// <param name="cancellationToken">Stops the planning.</param>
    public static async Task<RestorePlan> PlanAsync(ComponentSet components, ScriptJobOptions options, CancellationToken cancellationToken)
    {
        IScriptRestore engine = Check(components, options);
        ScriptFile file = ScriptFile.Find(options.Path);
        await using IScriptTarget target = await engine.OpenScriptAsync(Request(options), cancellationToken);
        string size = file.IsCompressed ? $"{Figures.Bytes(file.SizeBytes)}, compressed" : Figures.Bytes(file.SizeBytes);
        return new RestorePlan(target.Display, [$"Runs '{file.Name}' ({file.Form}, {size}) statement by statement, up to the first error.", .. target.Plan], target.Replaces);
    }

    /// <summary>Runs it.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to run, and where.</param>
    /// <param name="cancellationToken">Stops it; what it has made itself is removed.</param>
    public static async Task<ScriptResult> RunAsync(ComponentSet components, ScriptJobOptions options, CancellationToken cancellationToken) =>
        await RecordedJob.RunAsync(
            options.Recording,
            RecordedJob.Begin(HistoryKind.Restore) with { Engine = options.Target.Engine, Path = options.Path, Target = options.Target.Display },
            () => RunScriptsAsync(components, options, cancellationToken),
            (entry, result) => entry with
            {
                Engine = result.Engine, Database = result.Database, Target = result.Target, SizeBytes = result.SizeBytes, Rows = result.Rows,
            });

    private static async Task<ScriptResult> RunScriptsAsync(ComponentSet components, ScriptJobOptions options, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        IScriptRestore engine = Check(components, options);
        ScriptFile file = ScriptFile.Find(options.Path);
        await using IScriptTarget target = await engine.OpenScriptAsync(Request(options), cancellationToken);
        await target.PrepareAsync(cancellationToken);
        ProgressMeter meter = new(options.Progress, $"Running {file.Name}", file.SizeBytes);
        try
        {
            foreach ((string name, Stream script) in file.Open(count => meter.Add(count)))
            {
                WorkLog.Verbose($"Running '{name}'.");
                await target.RunAsync(name, script, cancellationToken);
            }
        }
        catch (Exception e) when (ReadScript.Translate(e, options.Path) is { } error)
        {
            throw error;
        }

        ScriptOutcome outcome = await target.CompleteAsync(cancellationToken);
        return new ScriptResult
        {
            Engine = options.Target.Engine,
            Database = outcome.Database,
            Target = target.Display,
            Connection = outcome.Connection,
            Path = options.Path,
            SizeBytes = file.SizeBytes,
            Scripts = file.Names.Count,
            Statements = outcome.Statements,
            Rows = outcome.Rows,
            Replaced = outcome.Replaced,
            Warnings = outcome.Warnings,
            Duration = Stopwatch.GetElapsedTime(started),
        };
    }

    private static IScriptRestore Check(ComponentSet components, ScriptJobOptions options)
    {
        if (!Path.IsPathFullyQualified(options.Path))
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"The script '{options.Path}' is a relative path, and nothing says to what.", "Give an absolute path.", options.Path);
        }

        return TraitRules.RequireScripts(components.GetEngine(options.Target.Engine));
    }

    private static ScriptRequest Request(ScriptJobOptions options) => new()
    {
        Connection = options.Target, IfExists = options.IfExists, AllowForeignStatements = options.AllowForeignStatements,
    };

    /// <summary>True for a zip file whose first member is an archive's header.</summary>
    private static bool BeginsArchive(string path)
    {
        const int NameOffset = 30;
        byte[] head = new byte[NameOffset + ArchiveFormat.HeaderMember.Length];
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            int length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            return length < head.Length || !head.AsSpan(0, 2).SequenceEqual("PK"u8)
                || System.Text.Encoding.ASCII.GetString(head, NameOffset, ArchiveFormat.HeaderMember.Length) == ArchiveFormat.HeaderMember;
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            return true; // Whoever opens it will say why it cannot be read.
        }
    }
}
