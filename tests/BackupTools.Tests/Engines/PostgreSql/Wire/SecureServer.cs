using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Wire;

/// <summary>A server with TLS, and a user for each way to get in; one for all tests of a version.</summary>
internal sealed class SecureServer
{
    public const string Password = "se'cr\\et é ﬁ½";

    private const string Rules = """
        local all all trust
        host all postgres 127.0.0.1/32 trust
        host all w_password 127.0.0.1/32 password
        host all w_md5 127.0.0.1/32 md5
        host all w_scram 127.0.0.1/32 scram-sha-256
        host all w_gss 127.0.0.1/32 gss
        hostssl all w_cert 127.0.0.1/32 cert
        hostssl all w_tls 127.0.0.1/32 trust
        hostnossl all w_plain 127.0.0.1/32 trust

        """;

    private static readonly ConcurrentDictionary<int, Lazy<Task<SecureServer>>> Shared = new();

    private SecureServer(PostgresServer server, string folder)
    {
        Server = server;
        Folder = folder;
    }

    public PostgresServer Server { get; }

    /// <summary>Holds <c>ca.crt</c>, <c>other-ca.crt</c>, <c>client.crt</c> and <c>client.key</c>.</summary>
    public string Folder { get; }

    /// <summary>The server; its guard stops it when the process ends.</summary>
    public static Task<SecureServer> GetAsync(int version) =>
        Shared.GetOrAdd(version, v => new Lazy<Task<SecureServer>>(() => CreateAsync(v))).Value;

    private static async Task<SecureServer> CreateAsync(int version)
    {
        PostgresServer server = await PostgresServer.StartPrivateAsync(version, "ssl_ca_file = 'ca.crt'");
        string folder = Directory.CreateTempSubdirectory("backuptools-tls-").FullName;
        using X509Certificate2 ca = Authority("Test CA");
        using X509Certificate2 other = Authority("Other CA");
        await File.WriteAllTextAsync(folder + "/ca.crt", ca.ExportCertificatePem());
        await File.WriteAllTextAsync(folder + "/other-ca.crt", other.ExportCertificatePem());
        await IssueAsync(ca, "w_cert", folder + "/client");
        await IssueAsync(ca, "localhost", server.DataFolder + "/server");
        File.Copy(folder + "/ca.crt", server.DataFolder + "/ca.crt");
        if (Environment.UserName == "root")
        {
            string[] files = [server.DataFolder + "/server.crt", server.DataFolder + "/server.key", server.DataFolder + "/ca.crt"];
            await ProcessRunner.RunAsync(new("chown", ["--reference=" + server.DataFolder, .. files]));
        }

        string quoted = Password.Replace("'", "''", StringComparison.Ordinal);
        await server.PsqlAsync(
            "postgres",
            $"""
            CREATE ROLE w_password LOGIN PASSWORD '{quoted}'; CREATE ROLE w_scram LOGIN PASSWORD '{quoted}';
            SET password_encryption = 'md5'; CREATE ROLE w_md5 LOGIN PASSWORD '{quoted}';
            CREATE ROLE w_gss LOGIN; CREATE ROLE w_cert LOGIN; CREATE ROLE w_tls LOGIN; CREATE ROLE w_plain LOGIN
            """);
        await File.WriteAllTextAsync(server.DataFolder + "/pg_hba.conf", Rules);
        await server.PsqlAsync("postgres", "ALTER SYSTEM SET ssl = on");
        await server.StopAsync();
        await server.StartAsync();
        return new SecureServer(server, folder);
    }

    private static X509Certificate2 Authority(string name)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    private static async Task IssueAsync(X509Certificate2 authority, string name, string path)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=" + name, key, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(
            authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(20), RandomNumberGenerator.GetBytes(8));
        await File.WriteAllTextAsync(path + ".crt", certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(path + ".key", key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path + ".key", UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
