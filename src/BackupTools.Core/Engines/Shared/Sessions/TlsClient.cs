using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BackupTools.Abstractions;

namespace BackupTools.Engines.Shared;

/// <summary>What TLS is to check and to show, whichever client makes the connection.</summary>
internal sealed class TlsClient(TlsRequest request)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>What the servers' own clients do not accept at a key either; a group may read it, as it may where root is the owner.</summary>
    private const UnixFileMode NotForKeys =
        UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Why the server's certificate was not accepted; null where it was.</summary>
    public string? Rejection { get; private set; }

    /// <summary>Sets the options of one handshake.</summary>
    /// <exception cref="AuthenticationException">Where a file they need cannot be used.</exception>
    public void Configure(SslClientAuthenticationOptions options)
    {
        options.TargetHost = request.Host;
        options.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        if (request.ClientCertificate is { } certificate)
            options.ClientCertificates = [LoadClientCertificate(certificate)];
        X509Certificate2Collection? roots = LoadRoots();
        options.RemoteCertificateValidationCallback = (_, server, chain, errors) => IsAccepted(server, chain, errors, roots);
    }

    private bool IsAccepted(
        X509Certificate? server, X509Chain? presented, SslPolicyErrors errors, X509Certificate2Collection? roots)
    {
        Rejection = null;
        if (request.Mode < TlsMode.VerifyCa)
            return true;
        if (server is null)
            Rejection = "the server showed no certificate";
        else if (roots is not null)
            Rejection = CheckChain(new X509Certificate2(server), presented, roots);
        else if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            Rejection = Untimely(server, presented) ?? "the server's certificate is of no authority that the system trusts" + Reasons(presented);
        if (Rejection is null && request.Mode == TlsMode.VerifyFull && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            Rejection = $"the server's certificate does not name the host '{request.Host}'";
        return Rejection is null;
    }

    private string? CheckChain(X509Certificate2 server, X509Chain? presented, X509Certificate2Collection roots)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (presented is not null)
        {
            foreach (X509ChainElement element in presented.ChainElements)
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        }

        return chain.Build(server) ? null
            : Untimely(server, chain) ?? $"the server's certificate is of no authority in '{request.RootCertificate}'{Reasons(chain)}";
    }

    /// <summary>That the certificate is not valid now, where nothing else is wrong with it.</summary>
    private static string? Untimely(X509Certificate server, X509Chain? chain)
    {
        if (chain is null || chain.ChainStatus.Length == 0 || chain.ChainStatus.Any(s => s.Status != X509ChainStatusFlags.NotTimeValid))
            return null;
        using X509Certificate2 certificate = new(server);
        DateTime now = DateTime.Now;
        string day = (now < certificate.NotBefore ? certificate.NotBefore : certificate.NotAfter)
            .ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        if (now < certificate.NotBefore)
            return $"the server's certificate is valid only from {day} UTC on";
        return now > certificate.NotAfter
            ? $"the server's certificate has expired on {day} UTC"
            : "the certificate of the authority that signed the server's is not valid now";
    }

    private static string Reasons(X509Chain? chain) => chain is null || chain.ChainStatus.Length == 0
        ? ""
        : $" ({string.Join(", ", chain.ChainStatus.Select(s => s.Status))})";

    private X509Certificate2Collection? LoadRoots()
    {
        if (request.Mode < TlsMode.VerifyCa || request.TrustsSystem)
            return null;
        if (request.RootCertificate is not { } path || !OrdinaryFile.Exists(path))
        {
            throw new AuthenticationException(
                $"{request.ModeSetting} asks to check the server's certificate, and the file of authorities ({request.RootCertificate ?? request.RootSetting}) does not exist; "
                + request.RootRemedy);
        }

        try
        {
            X509Certificate2Collection roots = [];
            roots.ImportFromPemFile(path);
            return roots.Count > 0 ? roots : throw new AuthenticationException($"'{path}' has no certificate");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new AuthenticationException($"the file of authorities '{path}' cannot be read ({e.Message})", e);
        }
    }

    private X509Certificate2 LoadClientCertificate(string path)
    {
        if (request.ClientKey is { } key && !OperatingSystem.IsWindows() && File.Exists(key) && (File.GetUnixFileMode(key) & NotForKeys) != 0)
            throw new AuthenticationException($"the key '{key}' was not used, because others than its owner may read or write it (chmod 600)");
        try
        {
            X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(path, request.ClientKey);
            if (!OperatingSystem.IsWindows())
                return certificate;
            // Windows takes no key in TLS that was never in a store, and an imported one counts as such.
            using (certificate)
                return new X509Certificate2(certificate.Export(X509ContentType.Pkcs12));
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new AuthenticationException($"the client's certificate '{path}' or its key cannot be used ({e.Message})", e);
        }
    }
}
