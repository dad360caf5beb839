namespace BackupTools.Engines.Shared;

/// <summary>What a connection asks of TLS.</summary>
/// <param name="Host">The host that the server's certificate has to name.</param>
/// <param name="Mode">What is checked.</param>
internal sealed record TlsRequest(string Host, TlsMode Mode)
{
    /// <summary>The file of trusted authorities; null for none.</summary>
    public string? RootCertificate { get; init; }

    /// <summary>True where the authorities are those that the system trusts.</summary>
    public bool TrustsSystem { get; init; }

    /// <summary>The file of the client's certificate.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>The file of its key.</summary>
    public string? ClientKey { get; init; }

    /// <summary>What the mode is called where a person sets it, e.g. <c>sslmode</c>.</summary>
    public required string ModeSetting { get; init; }

    /// <summary>What the file of authorities is called there.</summary>
    public required string RootSetting { get; init; }

    /// <summary>What to do where that file is not there: the end of a sentence.</summary>
    public required string RootRemedy { get; init; }
}
