using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.WebDav;

/// <summary>Makes the client of HTTP of what a storage says. It follows no redirection, so that nobody else is shown the password.</summary>
internal static class WebDavClients
{
    public static HttpClient Create(StorageInfo storage, WebDavSettings settings)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !settings.Place.IsLoopback,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(3), // Servers close after 5 and more, and nobody knows what became of a request just then.
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = settings.CaFile is { } file ? Policy(storage, file) : null,
            },
        };
        return new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan, // Each request has a patience of its own.
            DefaultRequestHeaders = { Authorization = Authorization(storage, settings), UserAgent = { new ProductInfoHeaderValue("BackupTools", null) } },
        };
    }

    private static AuthenticationHeaderValue? Authorization(StorageInfo storage, WebDavSettings settings)
    {
        if (storage.GetSecret() is not { Length: > 0 } secret)
            return null;
        string text = new NetworkCredential("", secret).Password;
        if (settings.Authentication == "Basic")
            return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.UserName}:{text}")));
        return text.All(c => char.IsAscii(c) && c > ' ')
            ? new AuthenticationHeaderValue("Bearer", text)
            : throw new StorageOptions(storage).Refused("The token has characters that no token has", "Give it as the server showed it.");
    }

    private static X509ChainPolicy Policy(StorageInfo storage, string file)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StorageOptions(storage).Refused($"The certificates in '{file}' cannot be read: {e.Message.TrimEnd('.')}", "Give a file of certificates in PEM, which begin with -----BEGIN CERTIFICATE-----.");
        }

        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new StorageOptions(storage).Refused($"'{file}' has no certificate", "Give a file of certificates in PEM, which begin with -----BEGIN CERTIFICATE-----.");
    }
}
