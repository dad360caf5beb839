using System.Collections.Concurrent;
using Npgsql;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>The engine behind the gateway, a database with the extension documentdb, by the sessions of each user.</summary>
internal sealed class Engine(string host, int port, string superuser) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, NpgsqlDataSource> _sources = new();

    /// <summary>Who may do everything, and is no user that MongoDB's clients see.</summary>
    public string Superuser { get; } = superuser;

    /// <summary>A session of a user; the engine's users are roles, so it is the engine that says what they may.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string user) => await _sources.GetOrAdd(user, Create).OpenConnectionAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (NpgsqlDataSource source in _sources.Values)
            await source.DisposeAsync();
    }

    /// <summary>Without the reset, since it would close the portals of cursors, and costs a round trip.</summary>
    private NpgsqlDataSource Create(string user) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
    {
        Host = host, Port = port, Username = user, Database = "postgres", NoResetOnClose = true, MaxPoolSize = 200, Timeout = 60,
    });
}
