namespace BackupTools.Completion;

/// <summary>Completes the names of the time zones that this machine knows.</summary>
public sealed class TimeZoneCompleter : AsyncCompleter
{
    private protected override Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken) =>
        Task.FromResult(TimeZoneInfo.GetSystemTimeZones().Select(z => new Completion(z.Id, z.DisplayName)).OrderBy(c => c.Text, StringComparer.Ordinal).AsEnumerable());
}
