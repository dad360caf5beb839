using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Wire;

namespace BackupTools.Engines.MySql.Reading.Consistency;

/// <summary>The sessions that see one moment: one that asks, and those that read rows.</summary>
internal sealed class SnapshotSessions : IAsyncDisposable
{
    private const string Begin = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";

    private readonly List<WireConnection> _readers = [];

    private SnapshotSessions(ControlSession view) => View = view;

    /// <summary>The session that asks.</summary>
    public ControlSession View { get; }

    /// <summary>The sessions that read rows; who takes one ends it.</summary>
    public IReadOnlyList<WireConnection> Readers => _readers;

    /// <summary>Connects; the moment is not chosen yet.</summary>
    /// <param name="settings">Who, where and how.</param>
    /// <param name="lockTimeout">How long to wait for locks.</param>
    /// <param name="count">How many sessions shall read rows.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static async Task<SnapshotSessions> ConnectAsync(
        ServerSettings settings, TimeSpan lockTimeout, int count, CancellationToken cancellationToken)
    {
        SnapshotSessions result = new(await ControlSession.OpenAsync(settings, lockTimeout, cancellationToken));
        try
        {
            while (result._readers.Count < count)
            {
                try
                {
                    result._readers.Add(await OpenReaderAsync(settings, result.View.Version, lockTimeout, cancellationToken));
                }
                catch (BackupException e) when (e.Code == ErrorCode.TooManyConnections && result._readers.Count > 0)
                {
                    break;
                }
            }

            foreach (string statement in SessionDefaults.Reading)
                await result.View.ExecuteAsync(statement, cancellationToken);
            return result;
        }
        catch
        {
            await result.DisposeAsync();
            throw;
        }
    }

    /// <summary>Chooses the moment, which is now.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await View.ExecuteAsync(Begin, cancellationToken);
        foreach (WireConnection reader in _readers)
            await reader.ExecuteAsync(Begin, cancellationToken);
    }

    /// <summary>Gives the moment back, so that another can be chosen.</summary>
    public async Task RollbackAsync(CancellationToken cancellationToken)
    {
        await View.ExecuteAsync("ROLLBACK", cancellationToken);
        foreach (WireConnection reader in _readers)
            await reader.ExecuteAsync("ROLLBACK", cancellationToken);
    }

    /// <summary>Ends all sessions that read rows but one.</summary>
    public async Task KeepOneReaderAsync()
    {
        foreach (WireConnection reader in _readers.Skip(1))
            await reader.DisposeAsync();
        _readers.RemoveRange(1, _readers.Count - 1);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (WireConnection reader in _readers)
            await reader.DisposeAsync();
        await View.DisposeAsync();
    }

    private static async Task<WireConnection> OpenReaderAsync(
        ServerSettings settings, ServerVersion version, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        WireConnection reader = await WireConnection.OpenAsync(settings, cancellationToken, waits: true);
        try
        {
            foreach (string statement in SessionDefaults.Statements(version, lockTimeout).Concat(SessionDefaults.Reading).Concat(SessionDefaults.ReadingRows))
                await reader.ExecuteAsync(statement, cancellationToken);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }
}
