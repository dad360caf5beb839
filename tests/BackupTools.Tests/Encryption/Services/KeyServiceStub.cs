using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace BackupTools.Tests.Encryption.Services;

/// <summary>
/// A stub of three services that keep keys, by what their makers' descriptions of the REST interfaces say: Azure Key Vault (<c>wrapkey</c>, <c>unwrapkey</c>), Google Cloud KMS
/// (<c>:encrypt</c>, <c>:decrypt</c>) and the transit engine of Vault. The real ones cannot be had here.
/// </summary>
internal sealed class KeyServiceStub : HttpMessageHandler
{
    public const string Token = "topsecrettoken";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>What is answered instead, by the number of the request from 1; null for what the service does.</summary>
    public Func<int, HttpResponseMessage?> Instead { get; set; } = _ => null;

    public List<(Uri Address, string Body, string Authorization)> Requests { get; } = [];

    public static HttpResponseMessage Answer(int status, string body) => new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = await request.Content!.ReadAsStringAsync(cancellationToken);
        string authorization = request.Headers.Authorization?.ToString() ?? string.Join(",", request.Headers.TryGetValues("X-Vault-Token", out IEnumerable<string>? values) ? values : []);
        Requests.Add((request.RequestUri!, body, authorization));
        if (Instead(Requests.Count) is { } other)
            return other;
        JsonObject said = JsonNode.Parse(body)!.AsObject();
        Uri at = request.RequestUri!;
        if (authorization != Token && authorization != "Bearer " + Token)
            return Answer(403, """{"errors":["permission denied"],"error":{"code":"Forbidden","status":"PERMISSION_DENIED","message":"denied"}}""");
        return at.Host switch
        {
            "myvault.vault.azure.net" => KeyVault(at.AbsolutePath, at.Query, said),
            "cloudkms.googleapis.com" => Google(at.AbsolutePath, said),
            _ => Transit(at.AbsolutePath, said),
        };
    }

    private HttpResponseMessage KeyVault(string path, string query, JsonObject said)
    {
        const string Version = "0123456789abcdef0123456789abcdef", Key = "/keys/backups/";
        Assert.Equal("?api-version=7.4", query);
        Assert.Equal("RSA-OAEP-256", (string)said["alg"]!);
        byte[] value = FromUrl((string)said["value"]!);
        string id = "https://myvault.vault.azure.net/keys/backups/" + Version;
        try
        {
            if (path == Key + "wrapkey")
                return Answer(200, new JsonObject { ["kid"] = id, ["value"] = ToUrl(_rsa.Encrypt(value, RSAEncryptionPadding.OaepSHA256)) }.ToJsonString());
            Assert.Equal(Key + Version + "/unwrapkey", path);
            return Answer(200, new JsonObject { ["kid"] = id, ["value"] = ToUrl(_rsa.Decrypt(value, RSAEncryptionPadding.OaepSHA256)) }.ToJsonString());
        }
        catch (CryptographicException)
        {
            return Answer(400, """{"error":{"code":"BadParameter","message":"The parameter is incorrect."}}""");
        }
    }

    private HttpResponseMessage Google(string path, JsonObject said)
    {
        const string Key = "/v1/projects/p/locations/europe-west3/keyRings/r/cryptoKeys/backups:";
        byte[] bound = Convert.FromBase64String((string)said["additionalAuthenticatedData"]!);
        if (path == Key + "encrypt")
            return Answer(200, new JsonObject { ["ciphertext"] = Convert.ToBase64String(Seal(Convert.FromBase64String((string)said["plaintext"]!), bound)) }.ToJsonString());
        Assert.Equal(Key + "decrypt", path);
        return Open(Convert.FromBase64String((string)said["ciphertext"]!), bound) is { } plain
            ? Answer(200, new JsonObject { ["plaintext"] = Convert.ToBase64String(plain) }.ToJsonString())
            : Answer(400, """{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"Decryption failed: the ciphertext is invalid."}}""");
    }

    private HttpResponseMessage Transit(string path, JsonObject said)
    {
        if (path == "/v1/transit/encrypt/backups")
        {
            string text = "vault:v1:" + Convert.ToBase64String(Seal(Convert.FromBase64String((string)said["plaintext"]!), []));
            return Answer(200, new JsonObject { ["data"] = new JsonObject { ["ciphertext"] = text } }.ToJsonString());
        }

        Assert.Equal("/v1/transit/decrypt/backups", path);
        return Open(Convert.FromBase64String(((string)said["ciphertext"]!)["vault:v1:".Length..]), []) is { } plain
            ? Answer(200, new JsonObject { ["data"] = new JsonObject { ["plaintext"] = Convert.ToBase64String(plain) } }.ToJsonString())
            : Answer(400, """{"errors":["cipher: message authentication failed"]}""");
    }

    private byte[] Seal(byte[] plain, byte[] bound)
    {
        byte[] sealedBytes = new byte[12 + plain.Length + 16];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, 12));
        using AesGcm cipher = new(_key, 16);
        cipher.Encrypt(sealedBytes.AsSpan(0, 12), plain, sealedBytes.AsSpan(12, plain.Length), sealedBytes.AsSpan(12 + plain.Length), bound);
        return sealedBytes;
    }

    private byte[]? Open(byte[] bytes, byte[] bound)
    {
        if (bytes.Length < 28)
            return null;
        byte[] plain = new byte[bytes.Length - 28];
        using AesGcm cipher = new(_key, 16);
        try
        {
            cipher.Decrypt(bytes.AsSpan(0, 12), bytes.AsSpan(12, plain.Length), bytes.AsSpan(bytes.Length - 16), plain, bound);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static string ToUrl(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static byte[] FromUrl(string text) =>
        Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (text.Length % 4)) % 4));
}
