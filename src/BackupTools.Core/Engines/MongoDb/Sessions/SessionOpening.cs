using System.Net;
using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Connections;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Clusters;
using MongoDB.Driver.Core.Servers;

namespace BackupTools.Engines.MongoDb.Sessions;

/// <summary>Finds out which servers there are, chooses one, and opens a session with it.</summary>
internal static class SessionOpening
{
    /// <summary>Connections beside those of the workers: one that asks, and one that kills cursors.</summary>
    private const int Beside = 3;

    /// <summary>Opens it.</summary>
    public static async Task<MongoSession> OpenAsync(ServerSettings settings, int workers, bool toWrite, CancellationToken cancellationToken)
    {
        string? rejection = null;
        MongoClient? client = null;
        SessionContext context = SessionContext.Of(settings) with { IsConnecting = true };
        try
        {
            ServerHost host = await ChooseAsync(settings, toWrite, why => rejection = why, cancellationToken);
            context = context with { Server = host.ToString() };
            client = ClientFactory.Of(settings, host, workers + Beside, why => rejection = why);
            IMongoDatabase admin = client.GetDatabase("admin");
            BsonDocument hello = await admin.RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1), ReadPreference.PrimaryPreferred, cancellationToken);
            BsonDocument build = await admin.RunCommandAsync<BsonDocument>(new BsonDocument("buildInfo", 1), ReadPreference.PrimaryPreferred, cancellationToken);
            ServerFacts facts = ServerFacts.Of(hello, build);
            if (!facts.IsFrom(1, 0))
                throw MongoErrors.NotTrusted(null, context, "it does not say its version");
            if (toWrite && !facts.IsWritable)
            {
                throw new BackupException(
                    ErrorCode.TargetNotWritable, $"Nothing can be restored to the server {context.Server}: it is no primary.", "Name the primary, or leave directConnection out.", context.Server);
            }

            return new MongoSession(client, facts, context with { IsConnecting = false });
        }
        catch (Exception e)
        {
            client?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (e is not BackupException && !MongoErrors.IsDriver(e))
                throw;
            throw MongoErrors.Translate(e, context with { TlsRejection = rejection }, $"Connecting to the server {context.Server}");
        }
    }

    private static async Task<ServerHost> ChooseAsync(ServerSettings settings, bool toWrite, Action<string> rejection, CancellationToken cancellationToken)
    {
        if (settings is { IsDirect: true, IsSrv: false })
            return settings.Hosts[0];
        ReadPreference preference = toWrite ? ReadPreference.Primary : PreferenceOf(settings.ReadPreference);
        using MongoClient client = ClientFactory.Discovering(settings, rejection);
        try
        {
            await client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), preference, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw Explain(settings, preference, client.Cluster.Description, e);
        }

        return Choose(client.Cluster.Description, preference) ?? throw MongoErrors.Unreachable(null, SessionContext.Of(settings));
    }

    private static ServerHost? Choose(ClusterDescription cluster, ReadPreference preference)
    {
        ServerDescription[] usable = [.. cluster.Servers.Where(s => s.State == ServerState.Connected).OrderBy(s => s.AverageRoundTripTime)];
        ServerDescription? alone = usable.FirstOrDefault(s => s.Type is ServerType.Standalone or ServerType.ShardRouter);
        ServerDescription? primary = usable.FirstOrDefault(s => s.Type == ServerType.ReplicaSetPrimary);
        ServerDescription? secondary = usable.FirstOrDefault(s => s.Type == ServerType.ReplicaSetSecondary);
        ServerDescription? chosen = alone ?? preference.ReadPreferenceMode switch
        {
            ReadPreferenceMode.Primary => primary,
            ReadPreferenceMode.PrimaryPreferred => primary ?? secondary,
            ReadPreferenceMode.Secondary => secondary,
            ReadPreferenceMode.SecondaryPreferred => secondary ?? primary,
            _ => usable.FirstOrDefault(s => s == primary || s.Type == ServerType.ReplicaSetSecondary),
        };
        return chosen?.EndPoint switch
        {
            DnsEndPoint name => new ServerHost(name.Host, name.Port),
            IPEndPoint address => new ServerHost(address.Address.ToString(), address.Port),
            _ => null,
        };
    }

    /// <summary>Why no server was found: what the first of them answered, or that none is what was asked for.</summary>
    private static BackupException Explain(ServerSettings settings, ReadPreference preference, ClusterDescription cluster, TimeoutException error)
    {
        SessionContext context = SessionContext.Of(settings) with { IsConnecting = true };
        if (cluster.Servers.Select(s => s.HeartbeatException).FirstOrDefault(e => e is not null) is { } why)
            return MongoErrors.Translate(why, context, "Connecting");
        if (cluster.Servers.Any(s => s.State == ServerState.Connected))
        {
            return new BackupException(
                ErrorCode.ServerUnreachable, $"None of the servers that {context.Server} knows is a {preference.ReadPreferenceMode.ToString().ToLowerInvariant()} that could be reached.",
                $"Check the state of the replica set, and {ConnectionOptions.ReadPreference} and {ConnectionOptions.ReplicaSet}.", context.Server, error, isTransient: true);
        }

        return MongoErrors.Unreachable(error, context);
    }

    private static ReadPreference PreferenceOf(string name) => name switch
    {
        "primaryPreferred" => ReadPreference.PrimaryPreferred,
        "secondary" => ReadPreference.Secondary,
        "secondaryPreferred" => ReadPreference.SecondaryPreferred,
        "nearest" => ReadPreference.Nearest,
        _ => ReadPreference.Primary,
    };
}
