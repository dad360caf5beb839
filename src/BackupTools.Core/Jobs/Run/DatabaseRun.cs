using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Configuration;

namespace BackupTools.Jobs;

/// <summary>What a job does with one database: back it up, test that, write SQL, and keep what is to be kept.</summary>
internal static class DatabaseRun
{
    public static BackupJobOptions Options(BackupJobDefinition job, JobContext context, DbConnectionInfo database) => new()
    {
        Connection = database,
        Storages = [.. JobConnections.Storages(job, context).Select(context.Components.OpenStorage)],
        Selection = job.Selection,
        IncludePasswordHashes = job.IncludePasswordHash,
        Description = job.Description,
        Protection = JobSealing.Protection(job, context),
        Compression = job.Compression ?? context.Settings.Compression ?? "zstd",
        Parallelism = job.Parallelism ?? context.Settings.Parallelism ?? 0,
        Progress = context.Progress,
        Recording = context.Recording,
    };

    public static async Task<JobResult> RunAsync(BackupJobDefinition job, JobContext context, DbConnectionInfo database, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        BackupJobOptions options = Options(job, context, database);
        JobResult result = new() { Job = job.Name, Database = database.Database ?? database.Display, Duration = TimeSpan.Zero };
        IReadOnlyList<IBackupStorage> places = options.Storages;
        using PassingStorage? passing = job.Format == JobFormat.Sql ? PassingStorage.Beside(context.Components, places[0]) : null;
        try
        {
            if (passing is not null)
                options = options with { Storages = [passing.Storage] };
            BackupJobResult done = await BackupJob.RunAsync(context.Components, options, cancellationToken);
            result = result with { Database = done.Backups[0].Database, Backup = done.Backups, Warnings = done.Warnings, Errors = [.. done.Failures.Select(f => f.ToError())] };
            result = await TestAsync(job, context, result, cancellationToken);
            if (result.Errors.Count == 0 && job.Format != JobFormat.Archive)
                result = await ExportAsync(job, context, result, places, cancellationToken);
            if (passing is not null)
                result = result with { Backup = [] };
            if (result.Succeeded && passing is null)
                result = await KeepAsync(job, context, options, done, result, cancellationToken);
        }
        catch (BackupException e)
        {
            result = result with { Backup = passing is null ? result.Backup : [], Errors = [.. result.Errors, e] };
        }

        return result with { Duration = Stopwatch.GetElapsedTime(started) };
    }

    /// <summary>Removes older backups where the new one is good, and not before.</summary>
    private static async Task<JobResult> KeepAsync(
        BackupJobDefinition job, JobContext context, BackupJobOptions options, BackupJobResult done, JobResult result, CancellationToken cancellationToken)
    {
        options = options with { Retention = JobRetentionPolicy.Of(job, context) };
        if (options.Retention.IsEmpty)
            return result;
        ArchiveLocation[] written = [.. result.Backup.Select(b => new ArchiveLocation(context.Components.OpenStorage(b.StorageInfo!), b.Name))];
        BackupJobResult kept = await RetentionAftermath.RunAsync(context.Components, options, done with { Warnings = [] }, written, cancellationToken);
        return result with { Warnings = [.. result.Warnings, .. kept.Warnings] };
    }

    private static async Task<JobResult> TestAsync(BackupJobDefinition job, JobContext context, JobResult result, CancellationToken cancellationToken)
    {
        if (job.Verify == JobVerification.None)
            return result;
        VerifyLevel level = Enum.Parse<VerifyLevel>(job.Verify.ToString());
        foreach (BackupInfo backup in result.Backup)
        {
            VerifyResult test = await VerifyJob.RunAsync(
                context.Components,
                new VerifyJobOptions
                {
                    Archive = new ArchiveLocation(context.Components.OpenStorage(backup.StorageInfo!), backup.Name) { Keys = JobSealing.Keys(job, context) },
                    Level = level,
                    Connection = level == VerifyLevel.Restore ? JobConnections.Trial(job, context) : null,
                    Parallelism = job.Parallelism ?? context.Settings.Parallelism ?? 0,
                    Progress = context.Progress,
                    Recording = context.Recording,
                },
                cancellationToken);
            result = result with { Test = [.. result.Test, test], Warnings = [.. result.Warnings, .. test.Warnings] };
            if (!test.Passed)
            {
                result = result with
                {
                    Errors = [.. result.Errors, new BackupException(
                        ErrorCode.BackupTestFailed, $"The backup '{test.Path}' did not pass the test: {test.Findings[0]}", "Look at all its findings, and make a new backup.", test.Path)],
                };
            }
        }

        return result;
    }

    private static async Task<JobResult> ExportAsync(
        BackupJobDefinition job, JobContext context, JobResult result, IReadOnlyList<IBackupStorage> places, CancellationToken cancellationToken)
    {
        BackupInfo backup = result.Backup[0];
        foreach (IBackupStorage place in places)
        {
            ExportResult export = await ExportJob.RunAsync(
                context.Components,
                new ExportJobOptions
                {
                    Archive = new ArchiveLocation(context.Components.OpenStorage(backup.StorageInfo!), backup.Name),
                    Destination = place.Location + Path.DirectorySeparatorChar,
                    PerFeature = job.PerFeature,
                    Form = job.Pack == "none" ? ExportForm.Sql : Enum.Parse<ExportForm>(job.Pack, ignoreCase: true),
                    Progress = context.Progress,
                    Recording = context.Recording,
                },
                cancellationToken);
            result = result with { Export = [.. result.Export, export] };
        }

        return result;
    }
}
