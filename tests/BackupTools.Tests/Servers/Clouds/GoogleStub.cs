using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace BackupTools.Tests.Servers.Clouds;

/// <summary>
/// A stub of these tests, since no emulator of Google Cloud Storage can be had here. It answers as the maker describes the JSON interface: tokens for
/// service accounts, listings in pages, ranges, uploads in one request and in sessions, conditions, retention and refusals.
/// </summary>
internal sealed class GoogleStub : IDisposable
{
    private static readonly Lazy<GoogleStub> Shared = new(() => new GoogleStub());

    private const string UserToken = "topsecret-refresh";

    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, (RSA Key, bool MayWrite)> _accounts = [];
    private readonly Dictionary<string, bool> _tokens = [];

    public GoogleStub()
    {
        int port = LoopbackPort.FindFree();
        Endpoint = new Uri($"http://127.0.0.1:{port}");
        _listener.Prefixes.Add(Endpoint.AbsoluteUri);
        _listener.Start();
        (WriterKey, ReaderKey) = (NewKey("writer", true), NewKey("reader", false));
        _ = ServeAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>The keys of two service accounts, as Google gives them.</summary>
    public string WriterKey { get; }

    public string ReaderKey { get; }

    /// <summary>The login of a user, as gcloud leaves it.</summary>
    public string UserLogin { get; } = new JsonObject
    {
        ["type"] = "authorized_user", ["client_id"] = "the-client", ["client_secret"] = "topsecret-client", ["refresh_token"] = UserToken,
    }.ToJsonString();

    /// <summary>Whether it answers who does not say who he is, as an emulator does.</summary>
    public bool AllowsAnybody { get; init; }

    public GoogleStubBuckets Buckets { get; } = new();

    /// <summary>The requests that came, without the asking for tokens: method, address and range.</summary>
    public List<string> Requests { get; } = [];

    public int TokensAsked { get; private set; }

    public static GoogleStub Get() => Shared.Value;

    public void Dispose() => _listener.Close();

    /// <summary>A key that looks like another's and is none.</summary>
    public string ForgedKey()
    {
        using RSA other = RSA.Create(2048);
        JsonObject key = JsonNode.Parse(WriterKey)!.AsObject();
        key["private_key"] = other.ExportPkcs8PrivateKeyPem();
        return key.ToJsonString();
    }

    private string NewKey(string name, bool mayWrite)
    {
        RSA key = RSA.Create(2048);
        string email = $"{name}@acme.iam.gserviceaccount.com";
        _accounts[email] = (key, mayWrite);
        return new JsonObject
        {
            ["type"] = "service_account", ["project_id"] = "acme", ["private_key_id"] = "0123abcd", ["private_key"] = key.ExportPkcs8PrivateKeyPem(),
            ["client_email"] = email, ["token_uri"] = new Uri(Endpoint, "/token").AbsoluteUri,
        }.ToJsonString();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = Task.Run(ServeAsync(await _listener.GetContextAsync()));
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private Func<Task> ServeAsync(HttpListenerContext context) => async () =>
    {
        try
        {
            using MemoryStream body = new();
            await context.Request.InputStream.CopyToAsync(body);
            StubAnswer answer;
            try
            {
                lock (Buckets)
                    answer = Answer(context.Request, body.ToArray());
            }
            catch (Exception e) when (e is not (HttpListenerException or IOException or ObjectDisposedException))
            {
                answer = StubAnswer.Refuse(500, "stub", e.ToString());
            }

            foreach ((string name, string value) in answer.Headers)
                context.Response.Headers[name] = value;
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.Type;
            context.Response.ContentLength64 = answer.Body.Length;
            await context.Response.OutputStream.WriteAsync(answer.Body);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
        {
            context.Response.Abort(); // The client has left.
        }
    };

    private StubAnswer Answer(HttpListenerRequest request, byte[] body)
    {
        string[] parts = [.. request.RawUrl!.Split('?')[0].Trim('/').Split('/').Select(Uri.UnescapeDataString)];
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(request.Url!.Query);
        if (parts is ["computeMetadata", "v1", "instance", "service-accounts", "default", "token"] && request.Headers["Metadata-Flavor"] == "Google")
            return NewToken(true);
        if (parts is ["token"])
            return Login(HttpUtility.ParseQueryString(Encoding.UTF8.GetString(body)));
        Requests.Add($"{request.HttpMethod} {request.RawUrl} {request.Headers["Range"] ?? request.Headers["Content-Range"]}".Trim());
        bool isRead = request.HttpMethod == "GET";
        if (!AllowsAnybody)
        {
            if (request.Headers["Authorization"] is not { } given)
                return StubAnswer.Refuse(401, "required", "Anonymous caller does not have storage.objects.list access to the Google Cloud Storage bucket.");
            if (!_tokens.TryGetValue(given.Replace("Bearer ", "", StringComparison.Ordinal), out bool mayWrite))
                return StubAnswer.Refuse(401, "authError", "Invalid Credentials");
            if (!isRead && !mayWrite)
                return StubAnswer.Refuse(403, "forbidden", "reader@acme.iam.gserviceaccount.com does not have storage.objects.create access to the Google Cloud Storage object.");
        }

        return (request.HttpMethod, parts) switch
        {
            ("GET", ["storage", "v1", "b", var bucket, "o"]) => Buckets.List(bucket, query),
            ("GET", ["storage", "v1", "b", var bucket, "o", var name]) => Buckets.Get(bucket, name, query, request.Headers["Range"]),
            ("DELETE", ["storage", "v1", "b", var bucket, "o", var name]) => Buckets.Delete(bucket, name, query),
            ("POST", ["upload", "storage", "v1", "b", var bucket, "o"]) when query["uploadType"] == "multipart" => Buckets.Put(bucket, query, request.ContentType!, body),
            ("POST", ["upload", "storage", "v1", "b", var bucket, "o"]) => Buckets.Begin(bucket, query, body, $"http://{request.Headers["Host"]}"),
            ("PUT", ["upload", "storage", "v1", "b", _, "o"]) => Buckets.Take(query["upload_id"]!, request.Headers["Content-Range"]!, request.Headers["X-Goog-Hash"], body),
            ("DELETE", ["upload", "storage", "v1", "b", _, "o"]) => Buckets.Cancel(query["upload_id"]!),
            _ => StubAnswer.Refuse(404, "notFound", "Not Found"),
        };
    }

    /// <summary>Gives a token for a statement that the account's key has signed.</summary>
    private StubAnswer Login(System.Collections.Specialized.NameValueCollection form)
    {
        TokensAsked++;
        if (form["grant_type"] == "refresh_token" && (form["client_id"], form["client_secret"], form["refresh_token"]) == ("the-client", "topsecret-client", UserToken))
            return NewToken(true);
        if (IsSigned(form["assertion"] ?? "", out bool mayWrite))
            return NewToken(mayWrite);
        return StubAnswer.Json(400, new JsonObject { ["error"] = "invalid_grant", ["error_description"] = "Invalid JWT Signature." });
    }

    private bool IsSigned(string statement, out bool mayWrite)
    {
        mayWrite = false;
        string[] pieces = statement.Split('.');
        if (pieces.Length != 3)
            return false;
        JsonNode claims = JsonNode.Parse(Bytes(pieces[1]))!;
        if (!_accounts.TryGetValue((string?)claims["iss"] ?? "", out (RSA Key, bool MayWrite) account)
            || !account.Key.VerifyData(Encoding.ASCII.GetBytes($"{pieces[0]}.{pieces[1]}"), Bytes(pieces[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            || (string?)claims["scope"] != "https://www.googleapis.com/auth/devstorage.read_write"
            || (string?)claims["aud"] != "https://oauth2.googleapis.com/token") // Whichever address it is sent to.
            return false;
        mayWrite = account.MayWrite;
        return true;
    }

    private StubAnswer NewToken(bool mayWrite)
    {
        string token = $"ya29.{Guid.NewGuid():n}";
        _tokens[token] = mayWrite;
        return StubAnswer.Json(200, new JsonObject { ["access_token"] = token, ["expires_in"] = 3599, ["token_type"] = "Bearer" });
    }

    private static byte[] Bytes(string text) => Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (text.Length % 4)) % 4));
}
