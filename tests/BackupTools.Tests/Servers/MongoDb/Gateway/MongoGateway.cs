using BackupTools.Tests.Servers.MongoDb.Wire;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>Stands before the engine and speaks MongoDB's protocol, as a server that is no member of a replica set and that asks for a login.</summary>
internal sealed class MongoGateway : IAsyncDisposable
{
    private readonly Engine _engine;
    private readonly Cursors _cursors;
    private readonly WireListener _listener;

    /// <param name="host">Where the engine is.</param>
    /// <param name="port">The port of the engine.</param>
    /// <param name="superuser">The engine's superuser.</param>
    public MongoGateway(string host, int port, string superuser)
    {
        _engine = new Engine(host, port, superuser);
        _cursors = new Cursors(_engine);
        _listener = new WireListener((stream, number, token) => new GatewaySession(_engine, _cursors, number).ServeAsync(stream, token));
    }

    public int Port => _listener.Port;

    /// <summary>How many cursors are open.</summary>
    public int OpenCursors => _cursors.Count;

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _cursors.DisposeAsync();
        await _engine.DisposeAsync();
    }
}
