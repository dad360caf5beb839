using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Configuration;
using BackupTools.Scheduling;

namespace BackupTools.Jobs;

/// <summary>Makes the backups that a schedule describes, tests each, and removes older ones where the new one is good.</summary>
public sealed class ScheduledBackupWork : IScheduledWork
{
    private readonly ConfigurationFolder _folder;
    private readonly ScheduledBackup _backup;
    private readonly JobRecording? _recording;

    /// <summary>The work.</summary>
    /// <param name="folder">The configuration folder, which may have the connection.</param>
    /// <param name="backup">What to back up, where to, and how.</param>
    /// <param name="recording">Where it is written down; null for nowhere.</param>
    public ScheduledBackupWork(ConfigurationFolder folder, ScheduledBackup backup, JobRecording? recording = null) =>
        (_folder, _backup, _recording) = (folder, backup, recording);

    /// <summary>Checks, as far as that can be done without contacting anything, that it could run.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <exception cref="BackupException">Where a part of it means nothing here.</exception>
    public void Check(ComponentSet components)
    {
        DbConnectionInfo connection = ScheduledWorks.Connect(components, _folder, _backup.Connection);
        if (connection.Path is null && connection.Database is null && _backup.Databases.Count == 0 && _backup.ExcludedDatabases.Count == 0)
            DatabaseSearch.FindNamed(components, connection, Choice);
        Level();
        components.GetCompressor(_backup.Compression);
        Keys.ToProtection(_backup.Recipients, null, null, null, null);
        if (_backup.Recipients.Count > 0)
            JobSealing.RequireOpening(Keys, _backup.Recipients, "Schedule a job whose file has no verify, and test them where the key is; or import the private key here.");
        if (_backup.SigningKey is { } signer)
            Keys.RequireSigner(signer);
        IBackupStorage[] storages = [.. _backup.Storages.Select(components.OpenStorage)];
        if (storages.GroupBy(s => s.Location).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new BackupException(ErrorCode.InvalidArgument, $"The storage '{twice.Key}' was named twice.", "Name it once.", twice.Key);
    }

    /// <inheritdoc/>
    public async Task<ScheduledOutcome> RunAsync(ComponentSet components, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        Gathered gathered = new();
        DbConnectionInfo connection = ScheduledWorks.Connect(components, _folder, _backup.Connection);
        IBackupStorage[] storages = [.. _backup.Storages.Select(components.OpenStorage)];
        foreach (DbConnectionInfo database in await FindDatabasesAsync(components, connection, gathered, cancellationToken))
        {
            try
            {
                await BackUpAsync(components, database, storages, gathered, progress, cancellationToken);
            }
            catch (BackupException e)
            {
                gathered.Failures.Add(e);
            }
        }

        return new ScheduledOutcome(gathered.Backups, gathered.Failures, gathered.Warnings);
    }

    private async Task<IReadOnlyList<DbConnectionInfo>> FindDatabasesAsync(
        ComponentSet components, DbConnectionInfo connection, Gathered gathered, CancellationToken cancellationToken)
    {
        // The name of a file's database is the file's, whatever else the schedule calls it.
        if (connection.Path is not null && _backup.Databases.Count == 0)
            return [connection];
        if (DatabaseSearch.FindNamed(components, connection, Choice) is { } named)
            return [named];
        ChosenDatabases found = await DatabaseSearch.FindAsync(components, connection, Choice, cancellationToken);
        gathered.Failures.AddRange(found.Failures);
        gathered.Warnings.AddRange(found.Warnings);
        return [.. found.Databases.Select(d => d.Connection)];
    }

    private async Task BackUpAsync(
        ComponentSet components, DbConnectionInfo database, IBackupStorage[] storages, Gathered gathered, IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken)
    {
        WorkLog.Verbose($"Backing up '{database.Display}' to {string.Join(", ", storages.Select(s => s.Location))}.");
        BackupJobOptions options = new()
        {
            Connection = database, Storages = storages, Compression = _backup.Compression, Progress = progress, Recording = _recording,
            Protection = Keys.ToProtection(_backup.Recipients, null, _backup.SigningKey, null, null),
        };
        BackupJobResult result = await BackupJob.RunAsync(components, options, cancellationToken);
        gathered.Warnings.AddRange(result.Warnings.Select(w => $"{database.Display}: {w}"));
        gathered.Failures.AddRange(result.Failures.Select(f => f.ToError()));
        foreach (BackupInfo backup in result.Backups)
        {
            ArchiveLocation archive = new(storages.First(s => s.Location == backup.Storage), backup.Name) { Keys = Keys.ToKeysOf(_backup.Recipients, null, null) };
            if (!await IsGoodAsync(components, archive, database, gathered, progress, cancellationToken))
                continue;
            gathered.Backups.Add(backup.Path);
            WorkLog.Verbose($"'{backup.Path}' is made and has passed the test {_backup.Level}.");
            if (_backup.KeepLast > 0)
            {
                BackupJobOptions keeping = options with { Retention = new RetentionPolicy { KeepLast = _backup.KeepLast } };
                BackupJobResult kept = await RetentionAftermath.RunAsync(components, keeping, result with { Warnings = [] }, [archive], cancellationToken);
                gathered.Warnings.AddRange(kept.Warnings);
            }
        }
    }

    private async Task<bool> IsGoodAsync(
        ComponentSet components, ArchiveLocation archive, DbConnectionInfo database, Gathered gathered, IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken)
    {
        VerifyLevel level = Level();
        bool isOnServer = level == VerifyLevel.Restore && !components.GetEngine(database.Engine).Traits.IsOfFiles;
        try
        {
            VerifyResult result = await VerifyJob.RunAsync(
                components, new VerifyJobOptions { Archive = archive, Level = level, Connection = isOnServer ? database : null, Progress = progress, Recording = _recording }, cancellationToken);
            gathered.Warnings.AddRange(result.Warnings.Select(w => $"{archive.Name}: {w}"));
            if (result.Passed)
                return true;
            gathered.Failures.Add(new BackupException(
                ErrorCode.BackupTestFailed, $"The backup '{result.Path}' did not pass the test: {string.Join(' ', result.Findings)}",
                "Nothing older was removed for it; see why it is damaged, and make a new one.", result.Path));
        }
        catch (BackupException e)
        {
            gathered.Failures.Add(new BackupException(e.Code, $"The backup '{archive.Path}' was made, and could not be tested: {e.Message}", e.Remedy, archive.Path, e));
        }

        return false;
    }

    private KeyChoice Keys => new(new KeyStore(_folder));

    private DatabaseChoice Choice => new()
    {
        Names = _backup.Databases.Count > 0 ? _backup.Databases : null,
        Excluded = _backup.ExcludedDatabases,
        MustMatch = true,
    };

    private VerifyLevel Level() => Enum.TryParse(_backup.Level, ignoreCase: true, out VerifyLevel level) && Enum.IsDefined(level)
        ? level
        : throw new BackupException(
            ErrorCode.InvalidArgument, $"There is no test '{_backup.Level}'.", $"There are: {string.Join(", ", Enum.GetNames<VerifyLevel>())}.", _backup.Level);

    /// <summary>What comes together in a run.</summary>
    private sealed class Gathered
    {
        public List<string> Backups { get; } = [];

        public List<BackupException> Failures { get; } = [];

        public List<string> Warnings { get; } = [];
    }
}
