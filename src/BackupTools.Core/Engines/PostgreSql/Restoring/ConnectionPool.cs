using System.Collections.Concurrent;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>
/// The sessions that work at the same time, opened as they are needed. Where the server has no slot for another one,
/// the work goes on over those that are open.
/// </summary>
internal sealed class ConnectionPool : IAsyncDisposable
{
    private readonly Func<CancellationToken, Task<IBulkConnection>> _open;
    private readonly SemaphoreSlim _permits;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly ConcurrentStack<IBulkConnection> _idle = [];
    private readonly ConcurrentDictionary<IBulkConnection, bool> _all = [];

    private readonly int _most;
    private int _opened;
    private int _refused;

    /// <summary>How many sessions there are too few, because the server had no slot for another one.</summary>
    public int Refused => _refused == 0 ? 0 : Math.Max(_refused, _most - _opened);

    /// <summary>Creates the pool; nothing is opened yet.</summary>
    /// <param name="open">Opens a session, ready for its work.</param>
    /// <param name="most">How many there may be.</param>
    public ConnectionPool(Func<CancellationToken, Task<IBulkConnection>> open, int most)
    {
        _open = open;
        _most = most;
        _permits = new SemaphoreSlim(most);
    }

    /// <summary>Runs work over a session that nobody else uses meanwhile. One on which work failed is not used again.</summary>
    public async Task RunAsync(Func<IBulkConnection, Task> work, CancellationToken cancellationToken)
    {
        IBulkConnection connection = await RentAsync(cancellationToken);
        try
        {
            await work(connection);
        }
        catch
        {
            Retire();
            throw;
        }

        Return(connection);
    }

    /// <summary>Gives back a session that can be used again.</summary>
    public void Return(IBulkConnection connection)
    {
        _idle.Push(connection);
        _permits.Release();
    }

    /// <summary>Gives back a session that is not used again: there may be another one for it.</summary>
    public void Retire() => _permits.Release();

    /// <summary>Ends every session.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_all.Keys.Select(c => c.DisposeAsync().AsTask()));
        _all.Clear();
        _idle.Clear();
        _permits.Dispose();
        _opening.Dispose();
    }

    /// <summary>Takes a session that nobody else uses until it is given back.</summary>
    public async Task<IBulkConnection> RentAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _permits.WaitAsync(cancellationToken);
            if (_idle.TryPop(out IBulkConnection? idle))
                return idle;
            try
            {
                return await OpenAsync(cancellationToken);
            }
            catch (BackupException e) when (e.Code == ErrorCode.TooManyConnections && !_all.IsEmpty)
            {
                // This permit is kept: there is one session fewer from now on.
                Interlocked.Increment(ref _refused);
            }
            catch
            {
                _permits.Release();
                throw;
            }
        }
    }

    /// <summary>Opens one after the other: whether there is one already must be known when the server has no slot.</summary>
    private async Task<IBulkConnection> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            IBulkConnection opened = await _open(cancellationToken);
            _all[opened] = true;
            _opened++;
            return opened;
        }
        finally
        {
            _opening.Release();
        }
    }
}
