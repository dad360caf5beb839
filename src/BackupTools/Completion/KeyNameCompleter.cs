using BackupTools.Configuration;

namespace BackupTools.Completion;

/// <summary>Completes the names of keys.</summary>
public sealed class KeyNameCompleter : AsyncCompleter
{
    private protected override Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken)
    {
        KeyStore store = new(ConfigurationFolder.Current);
        return Task.FromResult(store.GetNames().Select(n => new Completion(n, $"the key '{n}'")));
    }
}
