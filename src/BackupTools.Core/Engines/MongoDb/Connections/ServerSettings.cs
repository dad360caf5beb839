using System.Security;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MongoDb.Connections;

/// <summary>Everything a connection needs, with nothing left open.</summary>
internal sealed record ServerSettings
{
    /// <summary>The servers that are asked who they are; for a DNS record the one host that has it.</summary>
    public required IReadOnlyList<ServerHost> Hosts { get; init; }

    /// <summary>True where the host is the name of a DNS record that says the servers.</summary>
    public bool IsSrv { get; init; }

    /// <summary>The user's name; null for none.</summary>
    public string? UserName { get; init; }

    /// <summary>The user's password; null for none.</summary>
    public SecureString? Password { get; init; }

    /// <summary>The database that knows the user; null for the usual one.</summary>
    public string? AuthSource { get; init; }

    /// <summary>How the user proves who it is; null for what the server offers.</summary>
    public string? AuthMechanism { get; init; }

    /// <summary>The database; null for none.</summary>
    public string? Database { get; init; }

    /// <summary>The replica set that the servers have to be members of; null for any.</summary>
    public string? ReplicaSet { get; init; }

    /// <summary>True where the server that is named is used, whatever it is.</summary>
    public bool IsDirect { get; init; }

    /// <summary>Which member of a replica set is read: a value of <c>readPreference</c>.</summary>
    public string ReadPreference { get; init; } = "primary";

    /// <summary>How long to look for a server, and for one to answer.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether TLS is used; by a DNS record it is unless somebody says otherwise.</summary>
    public TlsMode TlsMode { get; init; } = TlsMode.Disable;

    /// <summary>The file of trusted authorities; null for those that the system trusts.</summary>
    public string? RootCertificate { get; init; }

    /// <summary>The file of the client's certificate and key.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>The servers as they are shown.</summary>
    public string Display => IsSrv ? Hosts[0].Host : string.Join(',', Hosts);

    /// <summary>What a connection to a host asks of TLS.</summary>
    public TlsRequest Tls(string host) => new(host, TlsMode)
    {
        RootCertificate = RootCertificate,
        TrustsSystem = RootCertificate is null,
        ClientCertificate = ClientCertificate,
        ModeSetting = ConnectionOptions.Tls,
        RootSetting = ConnectionOptions.TlsCaFile,
        RootRemedy = $"name one that does, or leave {ConnectionOptions.TlsCaFile} out for those that the system trusts",
    };
}
