using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BackupTools.Abstractions;

namespace BackupTools.Encryption.Services;

/// <summary>
/// A key of the transit engine of HashiCorp Vault or OpenBao. Address and token are where their own client has them: <c>VAULT_ADDR</c>, <c>VAULT_TOKEN</c> or the file
/// <c>.vault-token</c>, <c>VAULT_NAMESPACE</c>.
/// </summary>
internal sealed partial class TransitKey : HttpServiceKey
{
    /// <summary>What its URIs begin with.</summary>
    public const string Scheme = "hashivault://";

    /// <summary>How one is written.</summary>
    public const string Example = "hashivault://backups";

    /// <summary>The kind's permanent name.</summary>
    public const string KindName = "vault-transit";

    private readonly string _name, _mount;
    private readonly ServiceHttp _http;
    private readonly Func<string, string?> _environment;

    private TransitKey(string name, string mount, ServiceHttp http, Func<string, string?> environment)
        : base(Scheme + name + (mount == "transit" ? "" : "?mount=" + mount)) => (_name, _mount, _http, _environment) = (name, mount, http, environment);

    /// <inheritdoc/>
    protected override string Kind => KindName;

    /// <inheritdoc/>
    protected override string RemedyOfRefusal => "Check the key, and what the token's policy permits.";

    /// <inheritdoc/>
    protected override string RemedyOfNonsense => "Check VAULT_ADDR.";

    private string KeyId => $"{_mount}/{_name}";

    /// <summary>The key of a URI; null where that is none.</summary>
    /// <param name="text">What stands behind the scheme: the key's name, and where the engine is mounted if not at <c>transit</c>.</param>
    /// <param name="http">Asks the service; null for the network.</param>
    /// <param name="environment">The variables; null for this process's.</param>
    public static TransitKey? TryParse(string text, ServiceHttp? http = null, Func<string, string?>? environment = null) =>
        ServiceKeys.Divide(text, "mount") is ({ } name, { } settings) && Names().IsMatch(name) && Mounts().IsMatch(settings.GetValueOrDefault("mount", "transit"))
            ? new TransitKey(name, settings.GetValueOrDefault("mount", "transit"), http ?? ServiceHttp.Network, environment ?? Environment.GetEnvironmentVariable)
            : null;

    /// <inheritdoc/>
    public override bool Has(RecipientEntry entry) => entry.Kind == Kind && entry.KeyId == KeyId;

    /// <inheritdoc/>
    protected override async Task<(string KeyId, byte[] Wrapped)> WrapThereAsync(ReadOnlyMemory<byte> dataKey, string archiveId, CancellationToken cancellationToken)
    {
        ServiceAnswer answer = await AskAsync("encrypt", new JsonObject { ["plaintext"] = Convert.ToBase64String(dataKey.Span) }, cancellationToken);
        if (!answer.IsSuccess)
            throw ToError(answer);
        return answer.Text("data", "ciphertext") is { } text && Ciphertexts().IsMatch(text) ? (KeyId, Encoding.ASCII.GetBytes(text)) : throw NotUnderstood();
    }

    /// <inheritdoc/>
    protected override async Task<byte[]?> UnwrapThereAsync(RecipientEntry entry, byte[] wrapped, string archiveId, CancellationToken cancellationToken)
    {
        string text = Encoding.Latin1.GetString(wrapped);
        if (!Ciphertexts().IsMatch(text))
            return null;
        ServiceAnswer answer = await AskAsync("decrypt", new JsonObject { ["ciphertext"] = text }, cancellationToken);
        return answer switch
        {
            { IsSuccess: true } => answer.Bytes("data", "plaintext") ?? throw NotUnderstood(),
            { Status: 400 } when Said(answer).Contains("authentication failed", StringComparison.OrdinalIgnoreCase) => null,
            { Status: 400 or 403 or 404 } => throw Refused(Said(answer)),
            _ => throw ToError(answer),
        };
    }

    /// <inheritdoc/>
    protected override string Find(ServiceAnswer answer) =>
        answer.Body?["errors"] is JsonArray errors && errors.Count > 0 && errors[0] is JsonValue first && first.TryGetValue(out string? text) ? text : answer.Reason;

    private async Task<ServiceAnswer> AskAsync(string operation, JsonObject content, CancellationToken cancellationToken)
    {
        Dictionary<string, string> headers = new() { ["X-Vault-Token"] = FindToken(), ["X-Vault-Request"] = "true" };
        if (_environment("VAULT_NAMESPACE") is { Length: > 0 } space)
            headers["X-Vault-Namespace"] = space;
        return await _http.PostAsync(new Uri(FindAddress(), $"/v1/{_mount}/{operation}/{_name}"), null, headers, content, cancellationToken);
    }

    private Uri FindAddress()
    {
        string? text = _environment("VAULT_ADDR");
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0)
            throw Failed(string.IsNullOrEmpty(text) ? "VAULT_ADDR is not set" : "VAULT_ADDR is no address of a web server", "Set VAULT_ADDR to the server's address, https://vault.example.com:8200, say.", false);
        bool isHere = address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));
        return address.Scheme == "https" || isHere
            ? address
            : throw Failed("VAULT_ADDR is not encrypted, and the token would go over the network in clear", "Use https.", false);
    }

    private string FindToken()
    {
        string? token = _environment("VAULT_TOKEN");
        string file = Path.Combine(_environment("HOME") ?? _environment("USERPROFILE") ?? "", ".vault-token");
        if (string.IsNullOrEmpty(token) && Path.IsPathFullyQualified(file) && File.Exists(file))
            token = File.ReadAllText(file);
        token = token?.Trim();
        return token is { Length: > 0 and <= 4096 } && token.All(c => c is > ' ' and < (char)127)
            ? token
            : throw Failed("nobody is logged in to Vault here", "Set VAULT_TOKEN, or log in with 'vault login'.", false);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex Names();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}(/[A-Za-z0-9_-]{1,64}){0,8}\z")]
    private static partial Regex Mounts();

    [GeneratedRegex(@"\Avault:v[0-9]{1,9}:[A-Za-z0-9+/=]{1,4096}\z")]
    private static partial Regex Ciphertexts();
}
