using System.Text;
using System.Text.Json;
using Azure.Identity;
using Azure.Storage;
using Azure.Storage.Blobs;
using BackupTools.Storages.AzureBlobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Notifications;
using BackupTools.Tests.Servers.Clouds;
using BackupTools.Tests.Servers.MySql;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.AzureBlobs;

/// <summary>Nothing was given and nothing is in the environment: whoever this machine or user is to Azure.</summary>
public sealed class AzureBlobLoginTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _variables = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (string name in _variables)
            Environment.SetEnvironmentVariable(name, null);
        _folder.Dispose();
    }

    [Fact]
    public async Task The_identity_of_the_machine_opens_it()
    {
        await ServerCertificates.WriteAsync(_folder["tls"]);
        AzuriteServer server = await AzuriteServer.StartWithLoginsAsync(_folder["tls"]);
        using HttpClientHandler handler = new() { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        BlobClientOptions plain = new() { Transport = new Azure.Core.Pipeline.HttpClientTransport(handler) };
        await new BlobServiceClient(server.Endpoint(), new StorageSharedKeyCredential(AzuriteServer.Account, server.Key), plain).CreateBlobContainerAsync("backups", cancellationToken: Token);
        long end = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds();
        await using RawHttpServer machine = new(
            "200 OK", "Content-Type: application/json\r\n", $$"""{"access_token":"{{Jwt(end)}}","expires_on":"{{end}}","resource":"https://storage.azure.com","token_type":"Bearer"}""");
        Set("IDENTITY_ENDPOINT", $"http://127.0.0.1:{machine.Port}/msi/token");
        Set("IDENTITY_HEADER", "the-header");
        Set("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential");
        StorageInfo info = new AzureBlobStorageProvider().Parse($"azblob://{AzuriteServer.Account}/backups/p") with
        {
            Options = new Dictionary<string, string> { ["Endpoint"] = server.Endpoint().AbsoluteUri },
        };

        AzureBlobStorage storage = new(info, AzureBlobSettings.Of(info)) { Handler = handler, PartSizes = new(100_000, 1000) };
        await storage.PutAsync("small", Bytes(10));
        await storage.PutAsync("large", Bytes(250_000));

        Assert.Equal(["large", "small"], await storage.NamesAsync());
        Assert.Equal(Bytes(250_000), await storage.GetAsync("large"));
        Assert.Contains("the-header", Assert.Single(machine.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_nobody_is_told_what_to_do()
    {
        Set("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential");
        Set("AZURE_AUTHORITY_HOST", "https://login.invalid");
        await using RawHttpServer server = new("200 OK");
        StorageInfo info = new AzureBlobStorageProvider().Parse("azblob://acme/backups") with { Options = new Dictionary<string, string> { ["Endpoint"] = $"https://localhost:{server.Port}" } };

        BackupException error = await FailsAsync(ErrorCode.StorageAccessDenied, () => new AzureBlobStorage(info, AzureBlobSettings.Of(info)).ItemsAsync());

        Assert.False(error.IsTransient);
        Assert.Contains("AZURE_STORAGE_CONNECTION_STRING", error.Remedy, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void Where_logins_cannot_be_reached_another_try_may_help_and_where_one_is_refused_it_may_not()
    {
        BackupException unreached = AzureBlobErrors.From(
            new AuthenticationFailedException("It failed.", new AggregateException(new HttpRequestException("no way"))), "Listing", "azblob://acme/backups", "azblob://acme/backups");
        Assert.Equal((ErrorCode.StorageFailed, true), (unreached.Code, unreached.IsTransient));
        BackupException refused = AzureBlobErrors.From(new AuthenticationFailedException("It failed: client_secret=hunter2"), "Listing", "azblob://acme/backups", "azblob://acme/backups");
        Assert.Equal((ErrorCode.StorageAccessDenied, false), (refused.Code, refused.IsTransient));
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_is_not_sent_in_the_clear()
    {
        StorageInfo info = new AzureBlobStorageProvider().Parse("azblob://acme/backups") with { Options = new Dictionary<string, string> { ["Endpoint"] = "http://127.0.0.1:1/acme" } };
        await FailsAsync(ErrorCode.InvalidArgument, () => new AzureBlobStorage(info, AzureBlobSettings.Of(info)).ItemsAsync());
    }

    private void Set(string name, string value)
    {
        _variables.Add(name);
        Environment.SetEnvironmentVariable(name, value);
    }

    /// <summary>A token as the test server wants one: it looks at what stands in it, and not at who signed it.</summary>
    private static string Jwt(long end)
    {
        static string Part(object value) => Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        long begin = DateTimeOffset.UtcNow.AddMinutes(-5).ToUnixTimeSeconds();
        string head = Part(new { alg = "HS256", typ = "JWT" });
        string body = Part(new { aud = "https://storage.azure.com", iss = "https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/", nbf = begin, iat = begin, exp = end });
        return $"{head}.{body}.{Part("x")}";
    }
}
