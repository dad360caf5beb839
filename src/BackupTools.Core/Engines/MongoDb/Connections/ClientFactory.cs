using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using BackupTools.Abstractions;
using BackupTools.Engines.Shared;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;

namespace BackupTools.Engines.MongoDb.Connections;

/// <summary>Makes the driver's clients.</summary>
internal static class ClientFactory
{
    /// <summary>A client that finds out which servers there are.</summary>
    /// <param name="settings">Who, where and how.</param>
    /// <param name="rejection">Receives why a server's certificate is not accepted.</param>
    public static MongoClient Discovering(ServerSettings settings, Action<string> rejection)
    {
        MongoClientSettings client = Common(settings, settings.Hosts[0].Host, rejection);
        client.Servers = settings.Hosts.Select(h => new MongoServerAddress(h.Host, h.Port));
        if (settings.IsSrv)
            client.Scheme = ConnectionStringScheme.MongoDBPlusSrv;
        if (settings.IsDirect)
            client.DirectConnection = true;
        if (settings.ReplicaSet is { } set)
            client.ReplicaSetName = set;
        return new MongoClient(client);
    }

    /// <summary>A client of one server, whatever that is.</summary>
    /// <param name="settings">Who and how.</param>
    /// <param name="host">The server.</param>
    /// <param name="connections">How many connections it may have.</param>
    /// <param name="rejection">Receives why the server's certificate is not accepted.</param>
    public static MongoClient Of(ServerSettings settings, ServerHost host, int connections, Action<string> rejection)
    {
        MongoClientSettings client = Common(settings, host.Host, rejection);
        client.Server = new MongoServerAddress(host.Host, host.Port);
        client.DirectConnection = true;
        client.MaxConnectionPoolSize = connections;
        return new MongoClient(client);
    }

    private static MongoClientSettings Common(ServerSettings settings, string host, Action<string> rejection)
    {
        MongoClientSettings client = new()
        {
            ApplicationName = "BackupTools",
            ConnectTimeout = settings.ConnectTimeout,
            ServerSelectionTimeout = settings.ConnectTimeout,
            RetryReads = false,
            RetryWrites = false,
            UseTls = settings.TlsMode != TlsMode.Disable,
        };
        if (CredentialOf(settings) is { } credential)
            client.Credential = credential;
        if (client.UseTls)
            client.SslSettings = TlsOf(settings.Tls(host), rejection);
        return client;
    }

    private static SslSettings TlsOf(TlsRequest request, Action<string> rejection)
    {
        TlsClient checks = new(request);
        SslClientAuthenticationOptions options = new();
        checks.Configure(options);
        SslSettings result = new()
        {
            CheckCertificateRevocation = false,
            ServerCertificateValidationCallback = (sender, certificate, chain, errors) =>
            {
                bool isAccepted = options.RemoteCertificateValidationCallback!(sender, certificate, chain, errors);
                if (!isAccepted && checks.Rejection is { } why)
                    rejection(why);
                return isAccepted;
            },
        };
        if (options.ClientCertificates is { } certificates)
            result.ClientCertificates = certificates.Cast<X509Certificate>();
        return result;
    }

    private static MongoCredential? CredentialOf(ServerSettings settings)
    {
        if (settings.AuthMechanism == "MONGODB-X509")
            return MongoCredential.CreateMongoX509Credential(settings.UserName);
        if (settings.UserName is not { } user)
            return null;
        if (settings.Password is not { } password)
        {
            throw new BackupException(
                ErrorCode.AuthenticationFailed, $"The user '{user}' of the server {settings.Display} has no password here, and a login needs one.",
                $"Give it with {Setting.Credential}, or leave the user out.", settings.Display);
        }

        return settings.AuthMechanism switch
        {
            "PLAIN" => MongoCredential.CreatePlainCredential(settings.AuthSource ?? "$external", user, password),
            { } mechanism => MongoCredential.CreateCredential(SourceOf(settings), user, password).WithMechanism(mechanism),
            null => MongoCredential.CreateCredential(SourceOf(settings), user, password),
        };
    }

    private static string SourceOf(ServerSettings settings) => settings.AuthSource ?? "admin";

    private static MongoCredential WithMechanism(this MongoCredential credential, string mechanism) => new(mechanism, credential.Identity, credential.Evidence);
}
