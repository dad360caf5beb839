using BackupTools.Common.Clouds;
using BackupTools.Storages.GoogleCloud;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Notifications;
using BackupTools.Tests.Servers.Clouds;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.GoogleCloud;

/// <summary>Who asks where no key was given by the user: files, the environment, the machine.</summary>
public sealed class GoogleCloudLoginTests : IDisposable
{
    private const string Variable = "GOOGLE_APPLICATION_CREDENTIALS";

    private readonly GoogleStub _stub = new();
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _variables = [];
    private readonly string _bucket;

    public GoogleCloudLoginTests()
    {
        _bucket = _stub.Buckets.New();
        Set("CLOUDSDK_CONFIG", _folder["nobody"]);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (string name in _variables)
            Environment.SetEnvironmentVariable(name, null);
        _folder.Dispose();
        _stub.Dispose();
    }

    [Theory]
    [InlineData("service account", true)]
    [InlineData("service account", false)]
    [InlineData("user", true)]
    [InlineData("user", false)]
    public async Task A_file_of_credentials_opens_it(string whose, bool isNamed)
    {
        string path = isNamed ? _folder["key.json"] : _folder["gcloud/application_default_credentials.json"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, whose == "user" ? _stub.UserLogin : _stub.WriterKey, Token);
        Set(isNamed ? Variable : "CLOUDSDK_CONFIG", isNamed ? path : _folder["gcloud"]);

        await OpensAsync(Open());
        Assert.Equal(1, _stub.TokensAsked);
    }

    [Fact]
    public async Task The_account_of_the_machine_opens_it()
    {
        Set("GCE_METADATA_HOST", $"127.0.0.1:{_stub.Endpoint.Port}");
        await OpensAsync(Open());
        Assert.Equal(0, _stub.TokensAsked);
    }

    [Fact]
    public async Task The_file_of_the_option_opens_it()
    {
        await File.WriteAllTextAsync(_folder["key.json"], "\ufeff" + _stub.WriterKey, Token);
        await OpensAsync(Open(("KeyFile", _folder["key.json"])));
    }

    [Theory]
    [InlineData(null, "cannot be read")]
    [InlineData("topsecretvalue", "no key of Google Cloud")]
    [InlineData("{\"type\":\"authorized_user\",\"refresh_token\":\"topsecretvalue\"}", "service account")]
    public async Task A_file_of_the_option_that_is_no_key_says_so(string? content, string said)
    {
        if (content is not null)
            await File.WriteAllTextAsync(_folder["key.json"], content, Token);
        BackupException error = await FailsAsync(ErrorCode.InvalidArgument, () => Open(("KeyFile", _folder["key.json"])).ItemsAsync());
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecretvalue", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_stub.Requests);
    }

    /// <summary>Not another login in its place: who names a file means it.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("topsecretvalue")]
    [InlineData("{}")]
    [InlineData("{\"type\":\"something_new\",\"refresh_token\":\"topsecretvalue\"}")]
    [InlineData("{\"type\":\"service_account\",\"private_key\":\"topsecretvalue\",\"client_email\":\"a@b\"}")]
    public async Task A_file_of_the_environment_that_is_none_says_so(string? content)
    {
        if (content is not null)
            await File.WriteAllTextAsync(_folder["key.json"], content, Token);
        Set(Variable, _folder["key.json"]);
        Directory.CreateDirectory(_folder["gcloud"]);
        await File.WriteAllTextAsync(_folder["gcloud/application_default_credentials.json"], _stub.UserLogin, Token);
        Set("CLOUDSDK_CONFIG", _folder["gcloud"]);

        BackupException error = await FailsAsync(ErrorCode.StorageAccessDenied, () => Open().ItemsAsync());
        Assert.False(error.IsTransient);
        Assert.Contains(Variable, error.Message, StringComparison.Ordinal);
        Assert.Contains("gcloud auth", error.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecretvalue", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_stub.Requests);
    }

    /// <summary>What is set after a failure counts; the maker's library would remember the failure.</summary>
    [Fact]
    public async Task Who_was_nobody_and_logs_in_is_somebody()
    {
        Set(Variable, _folder["key.json"]);
        await Assert.ThrowsAsync<InvalidOperationException>(GoogleLogin.FindAsync);
        await File.WriteAllTextAsync(_folder["key.json"], _stub.WriterKey, Token);
        await OpensAsync(Open());
    }

    [Theory]
    [InlineData("503 Service Unavailable", "", ErrorCode.StorageFailed, true)]
    [InlineData("200 OK", "", ErrorCode.StorageFailed, true)]
    [InlineData("503 Service Unavailable", "{\"error\":\"backend_error\"}", ErrorCode.StorageFailed, true)]
    [InlineData("429 Too Many Requests", "", ErrorCode.StorageFailed, true)]
    [InlineData("400 Bad Request", "{\"error\":\"invalid_grant\",\"error_description\":\"password=topsecretvalue \\u001b[31m\"}", ErrorCode.StorageAccessDenied, false)]
    [InlineData("401 Unauthorized", "<html>", ErrorCode.StorageAccessDenied, false)]
    public async Task A_login_that_fails_has_its_code(string status, string body, ErrorCode code, bool isTransient)
    {
        await using RawHttpServer server = new(status, "Content-Type: application/json\r\n", body);
        string key = _stub.WriterKey.Replace($":{_stub.Endpoint.Port}", $":{server.Port}", StringComparison.Ordinal);
        BackupException error = await FailsAsync(code, () => GoogleCloudFixture.Open(GoogleCloudFixture.Info($"gs://{_bucket}", _stub, key: key)).ItemsAsync());

        Assert.Equal(isTransient, error.IsTransient);
        Assert.DoesNotContain("topsecretvalue", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.Message);
        Assert.Single(server.Requests);
        Assert.Empty(_stub.Requests);
    }

    [Fact]
    public async Task A_login_that_says_nothing_comes_to_an_end()
    {
        await using RawHttpServer server = new((_, _, _, token) => Task.Delay(Timeout.Infinite, token));
        string key = _stub.WriterKey.Replace($":{_stub.Endpoint.Port}", $":{server.Port}", StringComparison.Ordinal);
        StorageInfo info = GoogleCloudFixture.Info($"gs://{_bucket}", _stub, key: key);
        Assert.True((await FailsAsync(ErrorCode.StorageFailed, () => GoogleCloudFixture.Open(info, TimeSpan.FromSeconds(1)).ItemsAsync())).IsTransient);
    }

    private static async Task OpensAsync(GoogleCloudStorage storage)
    {
        await storage.PutAsync("small", Bytes(10));
        await storage.PutAsync("large", Bytes(700_000));
        Assert.Equal(["large", "small"], await storage.NamesAsync());
        Assert.Equal(Bytes(700_000), await storage.GetAsync("large"));
    }

    /// <summary>At https, since an address of http that is given no key is an emulator's; what goes there, and to Google's own logins, goes to the stub.</summary>
    private GoogleCloudStorage Open(params (string Name, string Value)[] options)
    {
        StorageInfo info = new GoogleCloudStorageProvider().Parse($"gs://{_bucket}") with { Options = options.ToDictionary(o => o.Name, o => o.Value) };
        return GoogleCloudFixture.Open(info, handler: () => new Redirecting(_stub.Endpoint));
    }

    private void Set(string name, string value)
    {
        _variables.Add(name);
        Environment.SetEnvironmentVariable(name, value);
    }

    private sealed class Redirecting(Uri stub) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Host.EndsWith(".googleapis.com", StringComparison.Ordinal))
            {
                Assert.Equal("https", request.RequestUri.Scheme);
                request.RequestUri = new Uri(stub, request.RequestUri.PathAndQuery);
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
