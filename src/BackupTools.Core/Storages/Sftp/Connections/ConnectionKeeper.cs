using System.Diagnostics.CodeAnalysis;

namespace BackupTools.Storages.Sftp.Connections;

/// <summary>
/// The one connection of a storage, for all that is done there at the same time. It is made when it is first needed, made again where it
/// broke, and closed when nobody has needed it for a while.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Nobody tells a storage that it is done with; the timer closes the connection.")]
internal sealed class ConnectionKeeper
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);
    private readonly Func<CancellationToken, Task<SftpConnection>> _connect;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly object _gate = new();
    private readonly Timer _idle;
    private SftpConnection? _current;
    private int _users;

    public ConnectionKeeper(Func<CancellationToken, Task<SftpConnection>> connect)
    {
        _connect = connect;
        _idle = new Timer(_ => CloseIdle());
    }

    /// <summary>The connection, which stays open until the lease is disposed.</summary>
    public async Task<Lease> RentAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (Rent() is { } lease)
                return lease;
            SftpConnection made = await _connect(cancellationToken);
            lock (_gate)
                _current = made;
            return Rent() ?? new Lease(this, made);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private Lease? Rent()
    {
        lock (_gate)
        {
            if (_current is { IsBroken: true })
            {
                _current.Dispose();
                (_current, _users) = (null, 0);
            }

            if (_current is null)
                return null;
            _users++;
            return new Lease(this, _current);
        }
    }

    private void Return(SftpConnection connection)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(connection, _current) || --_users > 0)
                return;
            _idle.Change(IdleTime, Timeout.InfiniteTimeSpan);
        }
    }

    private void CloseIdle()
    {
        lock (_gate)
        {
            if (_users > 0)
                return;
            _current?.Dispose();
            _current = null;
        }
    }

    /// <summary>The use of a connection.</summary>
    public sealed class Lease(ConnectionKeeper keeper, SftpConnection connection) : IDisposable
    {
        private int _isReturned;

        public SftpConnection Connection { get; } = connection;

        public Wire.RemoteFiles Files => Connection.Files;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReturned, 1) == 0)
                keeper.Return(Connection);
        }
    }
}
