using BackupTools.Storages.Sftp.Wire;
using Renci.SshNet;

namespace BackupTools.Storages.Sftp.Connections;

/// <summary>A connection to an SFTP server, with somebody logged in.</summary>
internal sealed class SftpConnection : IDisposable
{
    private readonly SshClient _client;
    private readonly SftpWire _wire;

    private SftpConnection(SshClient client, SftpWire wire)
    {
        _client = client;
        _wire = wire;
        Files = new RemoteFiles(wire);
    }

    public RemoteFiles Files { get; }

    public bool IsBroken => _wire.End is not null;

    /// <summary>Opens SFTP on a client that is connected, and becomes its owner.</summary>
    public static async Task<SftpConnection> OpenAsync(SshClient client, CancellationToken cancellationToken)
    {
        SftpConnection connection = new(client, new SftpWire(SubsystemChannel.Open(client)));
        try
        {
            await connection.Files.GreetAsync(cancellationToken);
            return connection;
        }
        catch
        {
            connection._wire.Dispose();
            throw;
        }
    }

    /// <summary>Closing waits for the server, which may be gone: that is left behind.</summary>
    public void Dispose() => _ = Task.Run(() =>
    {
        try
        {
            _wire.Dispose();
            _client.Dispose();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It was broken before.
        }
    });
}
