using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Archive;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>Restores an archive into a target.</summary>
public static class RestoreJob
{
    /// <summary>Says what <see cref="RunAsync"/> would do, and changes nothing.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to restore, and where to.</param>
    /// <param name="cancellationToken">Stops the planning.</param>
    public static async Task<RestorePlan> PlanAsync(
        ComponentSet components, RestoreJobOptions options, CancellationToken cancellationToken)
    {
        await using ArchiveReader archive =
            await ArchiveOpener.OpenAsync(components, options.Archive, cancellationToken);
        await using IRestoreTarget target = await OpenTargetAsync(components, options, archive, cancellationToken);
        return new RestorePlan(target.Display, target.Plan, target.Replaces)
        {
            IsInPlace = target.Replaces && target.LeavesRest,
        };
    }

    /// <summary>Restores.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to restore, and where to.</param>
    /// <param name="cancellationToken">Stops the restore; the target is then as it was.</param>
    public static async Task<RestoreResult> RunAsync(
        ComponentSet components, RestoreJobOptions options, CancellationToken cancellationToken) => await RecordedJob.RunAsync(
            options.Recording,
            RecordedJob.Begin(HistoryKind.Restore) with
            {
                Engine = options.Target.Engine, Path = options.Archive.Path, Target = options.Target.Display, Selection = options.Selection.Describe(),
            },
            () => RestoreAsync(components, options, cancellationToken),
            (entry, result) => entry with
            {
                Engine = result.Engine,
                Database = result.SourceDatabase,
                Target = result.Target,
                BackupId = result.BackupId,
                RawBytes = result.RawBytes,
                Tables = result.Tables,
                Rows = result.Rows,
                Result = result.Incomplete ? nameof(HistoryResult.Incomplete) : nameof(HistoryResult.Succeeded),
                ErrorId = result.Incomplete ? nameof(ErrorCode.ObjectSkipped) : null,
                Message = result.Incomplete ? $"The server refused {Figures.Count(result.SkippedObjects.Count, "object")}." : null,
            });

    private static async Task<RestoreResult> RestoreAsync(
        ComponentSet components, RestoreJobOptions options, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        PhaseClock clock = new();
        await using ArchiveReader archive =
            await ArchiveOpener.OpenAsync(components, options.Archive, cancellationToken);
        await archive.VerifyLayoutAsync(cancellationToken);
        clock.End($"Opened '{options.Archive.Name}' and checked its manifest");
        await using IRestoreTarget target = await OpenTargetAsync(components, options, archive, cancellationToken);
        ArchiveManifest manifest = archive.Manifest;
        (await components.GetEngine(manifest.Engine).CheckArchiveAsync(archive, options.AllowForeignStatements, cancellationToken)).Dispose();
        foreach (string step in target.Plan)
            WorkLog.Debug(step);

        await target.PrepareAsync(cancellationToken);
        clock.End($"Prepared '{target.Display}'");
        long rawBytes = target.Chunks.Sum(c => c.RawSize);
        await ChunkDelivery.RunAsync(
            archive, target, Workers.Count(options.Parallelism),
            new ProgressMeter(options.Progress, $"Restoring {manifest.Database}", rawBytes), cancellationToken);
        clock.End($"Loaded {Figures.Count(target.Chunks.Count, "chunk")}, {Figures.Bytes(rawBytes)}", rawBytes);
        RestoreOutcome outcome = await target.CompleteAsync(cancellationToken);
        clock.End("Made what comes after the data, checked and published the result");

        return new RestoreResult
        {
            Engine = manifest.Engine,
            Database = outcome.Database,
            SourceDatabase = manifest.Database,
            Target = target.Display,
            Connection = outcome.Connection,
            BackupId = manifest.Id,
            BackupPath = options.Archive.Path,
            BackupCreatedAt = manifest.CreatedAt.ToLocalTime(),
            Tables = outcome.Tables.Count,
            Rows = outcome.Tables.All(t => t.Rows is not null) ? outcome.Tables.Sum(t => t.Rows) : null,
            RawBytes = rawBytes,
            Replaced = outcome.Replaced,
            Verified = options.Verify ? true : null,
            Warnings = outcome.Warnings,
            SkippedObjects = new SkippedObjectList([.. outcome.Skipped]),
            Duration = Stopwatch.GetElapsedTime(started),
        };
    }

    private static async Task<IRestoreTarget> OpenTargetAsync(
        ComponentSet components, RestoreJobOptions options, ArchiveReader archive, CancellationToken cancellationToken)
    {
        IDatabaseEngine engine = components.GetEngine(archive.Manifest.Engine);
        if (components.GetEngine(options.Target.Engine) != engine)
        {
            string example = engine.Traits.IsOfFiles ? "a path to a file" : $"{engine.UriSchemes[0]}://host/database";
            throw new BackupException(
                ErrorCode.InvalidArgument,
                $"A backup of {engine.DisplayName} cannot be restored to '{options.Target.Display}', which is {components.GetEngine(options.Target.Engine).DisplayName}.",
                $"Give a target of {engine.DisplayName}, such as {example}.", options.Target.Display);
        }

        if (options is { Verify: true, IfExists: IfExists.Append })
        {
            throw new BackupException(
                ErrorCode.InvalidArgument,
                "Verify compares the restored tables with the backup's, and with Append they may hold other rows too.",
                "Leave one of the two out.");
        }

        SelectionRules.Check(options.Selection);
        TraitRules.Check(engine, options.Selection);
        TraitRules.CheckUsers(
            engine, (Setting.NoOwner, options.NoOwner), (Setting.NoPrivileges, options.NoPrivileges),
            (Setting.CreateRole, options.MissingRoles == MissingRoles.Create));
        TraitRules.CheckDefiners(engine, options.Definers, options.NoOwner);
        if (options.Verify && !options.Selection.Has(DatabaseFeature.Data))
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, "Verify compares the restored rows with the backup's, and this selection restores none.",
                "Leave Verify out, or restore the rows too.");
        }

        RestoreRequest request = new()
        {
            Connection = options.Target,
            IfExists = options.IfExists,
            AllowPartial = options.AllowPartial,
            OnObjectError = options.OnObjectError,
            Selection = options.Selection,
            NoOwner = options.NoOwner,
            Definers = options.Definers,
            NoPrivileges = options.NoPrivileges,
            MissingRoles = options.MissingRoles,
            Parallelism = Workers.Count(options.Parallelism),
            Verify = options.Verify,
            AllowForeignStatements = options.AllowForeignStatements,
        };
        CheckSkipping(engine, request, archive.Manifest);
        ReplaceRules.CheckSwitch(request);
        IRestoreTarget target = await engine.OpenRestoreAsync(request, archive, cancellationToken);
        try
        {
            ReplaceRules.CheckPart(request, archive.Manifest, target);
            return target;
        }
        catch
        {
            await target.DisposeAsync();
            throw;
        }
    }

    /// <summary>Objects can be left out where each is made by itself; what happens in one transaction happens whole or not at all.</summary>
    private static void CheckSkipping(IDatabaseEngine engine, RestoreRequest request, ArchiveManifest manifest)
    {
        if (request.OnObjectError != OnObjectError.Skip)
            return;
        string? why = !engine.Traits.CanSkipObjects ? $"A backup of {engine.DisplayName} is restored whole or not at all, and no object of it can be skipped."
            : request.IfExists == IfExists.Append || request.IsInPlace(manifest)
                ? "What is added to a database, or replaced in it, is done in one transaction, whole or not at all: no object can be skipped."
                : null;
        if (why is not null)
            throw new BackupException(ErrorCode.InvalidArgument, why, $"Leave out {Setting.OnObjectError} Skip.");
    }
}
