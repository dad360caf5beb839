using BackupTools.Configuration;
using BackupTools.Scheduling;

namespace BackupTools.Completion;

/// <summary>Completes the names of schedules.</summary>
public sealed class ScheduleCompleter : AsyncCompleter
{
    private protected override Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken) =>
        Task.FromResult(new ScheduleStore(ConfigurationFolder.Current).Names().Select(n => new Completion(n, n)));
}
