using System.Security;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>Everything a connection needs, with nothing left open.</summary>
internal sealed record ServerSettings
{
    /// <summary>The server.</summary>
    public required ServerAddress Address { get; init; }

    /// <summary>The user's name.</summary>
    public required string UserName { get; init; }

    /// <summary>The user's password; null for none.</summary>
    public SecureString? Password { get; init; }

    /// <summary>The database; null for none.</summary>
    public string? Database { get; init; }

    /// <summary>How long the server may take to answer; null for no limit.</summary>
    public TimeSpan? ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether TLS is used.</summary>
    public TlsMode TlsMode { get; init; } = TlsMode.Prefer;

    /// <summary>The file of trusted authorities; null for those that the system trusts.</summary>
    public string? RootCertificate { get; init; }

    /// <summary>The file of the client's certificate.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>The file of its key.</summary>
    public string? ClientKey { get; init; }

    /// <summary>The file of the server's public key, with which a password is encrypted where there is no TLS.</summary>
    public string? ServerPublicKey { get; init; }

    /// <summary>True where that key may be asked of the server itself, whoever that is.</summary>
    public bool AsksForPublicKey { get; init; }

    /// <summary>True where the password may be sent as it is, over TLS, to a server that asks for it so (PAM, LDAP).</summary>
    public bool AllowsClearText { get; init; }

    /// <summary>What to say where the user is not let in, because a file was not read; begins with a space, or is empty.</summary>
    public string LoginAdvice { get; init; } = "";

    /// <summary>What a connection asks of TLS.</summary>
    public TlsRequest Tls => new(Address.IsSocket ? "localhost" : Address.Host, TlsMode)
    {
        RootCertificate = RootCertificate,
        TrustsSystem = RootCertificate is null,
        ClientCertificate = ClientCertificate,
        ClientKey = ClientKey,
        ModeSetting = "ssl-mode",
        RootSetting = "ssl-ca",
        RootRemedy = "name one that does, or leave ssl-ca out for those that the system trusts",
    };

    /// <summary>True where nobody between here and the server can read along: TLS is not needed on a socket of this machine.</summary>
    /// <param name="isEncrypted">True where TLS is used.</param>
    public bool IsPrivate(bool isEncrypted) => isEncrypted || Address.IsSocket;
}
