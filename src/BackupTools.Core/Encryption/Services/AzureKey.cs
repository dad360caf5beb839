using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Identity;
using BackupTools.Abstractions;
using BackupTools.Common.Clouds;

namespace BackupTools.Encryption.Services;

/// <summary>An RSA key of Azure Key Vault or a managed HSM, by their REST interface (version 7.4): <c>wrapkey</c> and <c>unwrapkey</c> with RSA-OAEP-256.</summary>
internal sealed partial class AzureKey : HttpServiceKey
{
    /// <summary>What its URIs begin with.</summary>
    public const string Scheme = "azurekeyvault://";

    /// <summary>How one is written.</summary>
    public const string Example = "azurekeyvault://myvault.vault.azure.net/keys/backups";

    /// <summary>The kind's permanent name.</summary>
    public const string KindName = "azure-key-vault";

    private const string Algorithm = "RSA-OAEP-256", Version = "api-version=7.4";

    private readonly string _host, _name;
    private readonly string? _version;
    private readonly ServiceHttp _http;
    private readonly Func<string, CancellationToken, Task<string>> _token;

    private AzureKey(string host, string name, string? version, ServiceHttp http, Func<string, CancellationToken, Task<string>> token)
        : base($"{Scheme}{host}/keys/{name}{(version is null ? "" : "/" + version)}") => (_host, _name, _version, _http, _token) = (host, name, version, http, token);

    /// <inheritdoc/>
    protected override string Kind => KindName;

    /// <inheritdoc/>
    protected override string RemedyOfRefusal => "Check the key, and whether you may wrap keys with it.";

    /// <inheritdoc/>
    protected override string RemedyOfNonsense => "Check the address.";

    private string KeyPrefix => $"https://{_host}/keys/{_name}/";

    /// <summary>The key of a URI; null where that is none.</summary>
    /// <param name="text">What stands behind the scheme: the vault's host, <c>/keys/</c>, the key's name, and a version where it must be that one.</param>
    /// <param name="http">Asks the service; null for the network.</param>
    /// <param name="token">Makes a token for what the service is called; null for this user's or machine's login.</param>
    public static AzureKey? TryParse(string text, ServiceHttp? http = null, Func<string, CancellationToken, Task<string>>? token = null)
    {
        Match match = Keys().Match(text);
        return match.Success
            ? new AzureKey(
                match.Groups["host"].Value.ToLowerInvariant(), match.Groups["name"].Value, match.Groups["version"] is { Success: true } version ? version.Value : null,
                http ?? ServiceHttp.Network, token ?? GetTokenAsync)
            : null;
    }

    /// <inheritdoc/>
    public override bool Has(RecipientEntry entry) =>
        entry.Kind == Kind && entry.KeyId is { } id && id.StartsWith(KeyPrefix, StringComparison.OrdinalIgnoreCase) && Versions().IsMatch(id[KeyPrefix.Length..])
        && (_version is null || id[KeyPrefix.Length..] == _version);

    /// <inheritdoc/>
    protected override async Task<(string KeyId, byte[] Wrapped)> WrapThereAsync(ReadOnlyMemory<byte> dataKey, string archiveId, CancellationToken cancellationToken)
    {
        ServiceAnswer answer = await AskAsync($"{KeyPrefix}{(_version is null ? "" : _version + "/")}wrapkey", dataKey.Span, cancellationToken);
        if (!answer.IsSuccess)
            throw ToError(answer);
        return answer.Text("kid") is { } id && FromUrl(answer.Text("value")) is { } wrapped && Has(new RecipientEntry { Kind = Kind, KeyId = id, WrappedKey = "" })
            ? (id, wrapped)
            : throw NotUnderstood();
    }

    /// <inheritdoc/>
    protected override async Task<byte[]?> UnwrapThereAsync(RecipientEntry entry, byte[] wrapped, string archiveId, CancellationToken cancellationToken)
    {
        ServiceAnswer answer = await AskAsync($"{KeyPrefix}{entry.KeyId![KeyPrefix.Length..]}/unwrapkey", wrapped, cancellationToken);
        return answer switch
        {
            { IsSuccess: true } => FromUrl(answer.Text("value")) ?? throw NotUnderstood(),
            { Status: 400 } when answer.Text("error", "code") is "BadParameter" => null,
            { Status: 400 or 403 or 404 or 409 } => throw Refused(Said(answer)),
            _ => throw ToError(answer),
        };
    }

    /// <inheritdoc/>
    protected override string Find(ServiceAnswer answer) =>
        answer.Text("error", "innererror", "code") is { } inner ? $"{inner}: {answer.Text("error", "message")}" : answer.Text("error", "message") ?? answer.Text("error", "code") ?? answer.Reason;

    private static string ToUrl(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static byte[]? FromUrl(string? text) =>
        text is null ? null : EntryBytes.Decode(text.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (text.Length % 4)) % 4));

    /// <summary>A method of its own, so that its libraries are loaded for nobody else.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<string> GetTokenAsync(string scope, CancellationToken cancellationToken) =>
        (await AzureLogin.Of(new Uri(scope).Host).GetTokenAsync(new TokenRequestContext([scope]), cancellationToken)).Token;

    private Task<ServiceAnswer> AskAsync(string address, ReadOnlySpan<byte> value, CancellationToken cancellationToken)
    {
        JsonObject content = new() { ["alg"] = Algorithm, ["value"] = ToUrl(value) };
        return AskAsync(new Uri($"{address}?{Version}"), content, cancellationToken);
    }

    private async Task<ServiceAnswer> AskAsync(Uri address, JsonObject content, CancellationToken cancellationToken)
    {
        string cloud = _host[(_host.IndexOf('.', StringComparison.Ordinal) + 1)..];
        AuthenticationHeaderValue login = await LogInAsync(
            () => _token($"https://{cloud}/.default", cancellationToken), "Azure",
            "Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, give the machine a managed identity, or log in with az or Connect-AzAccount.");
        return await _http.PostAsync(address, login, new Dictionary<string, string>(), content, cancellationToken);
    }

    /// <summary>The clouds' own hosts alone: this user's token goes to nobody else.</summary>
    [GeneratedRegex(
        @"\A(?<host>[A-Za-z0-9-]{3,24}\.(vault\.azure\.net|vault\.azure\.cn|vault\.usgovcloudapi\.net|managedhsm\.azure\.net|managedhsm\.azure\.cn|managedhsm\.usgovcloudapi\.net))/keys/(?<name>[A-Za-z0-9-]{1,127})(/(?<version>[0-9a-f]{32}))?\z",
        RegexOptions.IgnoreCase)]
    private static partial Regex Keys();

    [GeneratedRegex(@"\A[0-9a-f]{32}\z")]
    private static partial Regex Versions();
}
