namespace BackupTools.Completion;

/// <summary>Completes the permanent names of the engines that this version has.</summary>
public sealed class EngineCompleter : AsyncCompleter
{
    private protected override Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken) =>
        Task.FromResult(BuiltIn.Components.Engines.Select(e => new Completion(e.Id, e.DisplayName)));
}
