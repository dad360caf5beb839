using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BackupTools.Tests.Servers.MySql;

/// <summary>An authority, and what it issued to a server on this machine.</summary>
internal static class ServerCertificates
{
    /// <summary>Writes <c>ca.pem</c>, <c>server-cert.pem</c> and <c>server-key.pem</c> into a new folder.</summary>
    public static async Task WriteAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        DateTimeOffset begin = DateTimeOffset.UtcNow.AddDays(-1), end = begin.AddDays(30);
        using RSA authorityKey = RSA.Create(2048), serverKey = RSA.Create(2048);
        CertificateRequest authority = Request("BackupTools test authority", authorityKey);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 issuer = authority.CreateSelfSigned(begin, end);
        CertificateRequest server = Request("localhost", serverKey);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        server.CertificateExtensions.Add(names.Build());
        using X509Certificate2 issued = server.Create(issuer, begin, end.AddDays(-1), RandomNumberGenerator.GetBytes(8));
        await File.WriteAllTextAsync(folder + "/ca.pem", issuer.ExportCertificatePem() + "\n");
        await File.WriteAllTextAsync(folder + "/server-cert.pem", issued.ExportCertificatePem() + "\n");
        await File.WriteAllTextAsync(folder + "/server-key.pem", serverKey.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static CertificateRequest Request(string name, RSA key) =>
        new("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
