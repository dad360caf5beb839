using BackupTools.Abstractions;

namespace BackupTools.Storages.Shared;

/// <summary>Whether a writer can still be used: after a failure that is not passing, and after a stop, its object can never be committed.</summary>
internal sealed class WriterState
{
    private bool _isEnded;

    /// <summary>Nothing can be done any more: it was published, given up, or a write to it failed.</summary>
    public void End() => _isEnded = true;

    /// <exception cref="InvalidOperationException">Nothing can be done any more.</exception>
    public void ThrowIfEnded()
    {
        if (_isEnded)
            throw new InvalidOperationException("The object was published already, or a write to it failed.");
    }

    /// <summary>Does a piece of its work.</summary>
    /// <param name="work">The piece.</param>
    public async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not BackupException { IsTransient: true } and not BackupException { Code: ErrorCode.StorageNameTaken })
        {
            End();
            throw;
        }
    }
}
