using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Commands.Hosting;

namespace BackupTools.Completion;

/// <summary>Completes the names of databases that have backups in the storages on the command line.</summary>
public sealed class BackupDatabaseCompleter : AsyncCompleter
{
    private protected override async Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken) =>
        (await BackupListing.ReadAsync(bound, cancellationToken))
            .GroupBy(b => b.Database)
            .OrderBy(g => g.Key, StringComparer.OrdinalIgnoreCase)
            .Select(g => new Completion(g.Key, string.Create(CultureInfo.InvariantCulture, $"{g.Key}: {g.Count()} backups")));
}

/// <summary>Completes the servers that have backups in the storages on the command line.</summary>
public sealed class BackupServerCompleter : AsyncCompleter
{
    private protected override async Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken) =>
        (await BackupListing.ReadAsync(bound, cancellationToken))
            .Where(b => b.Server is not null)
            .GroupBy(b => b.Server!)
            .OrderBy(g => g.Key, StringComparer.OrdinalIgnoreCase)
            .Select(g => new Completion(g.Key, string.Create(CultureInfo.InvariantCulture, $"{g.Key}: {g.Count()} backups")));
}

/// <summary>Completes the identities of the backups in the storages on the command line, newest first.</summary>
public sealed class BackupIdCompleter : AsyncCompleter
{
    private protected override async Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken) =>
        (await BackupListing.ReadAsync(bound, cancellationToken))
            .OrderByDescending(b => b.CreatedAtUtc)
            .Select(b => new Completion(b.Id, string.Create(
                CultureInfo.InvariantCulture, $"{b.Database}, {b.CreatedAt:yyyy-MM-dd HH:mm:ss}, {Figures.Bytes(b.SizeBytes)}")));
}

internal static class BackupListing
{
    public static async Task<IReadOnlyList<BackupInfo>> ReadAsync(BoundArguments bound, CancellationToken cancellationToken)
    {
        var backups = new List<BackupInfo>();
        foreach (IBackupStorage storage in bound.StoragesOrDefault)
            backups.AddRange(await BackupCatalog.ListAsync(BuiltIn.Components, storage, new BackupFilter(), null, cancellationToken));
        return backups;
    }
}
