using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using BackupTools.Abstractions;
using BackupTools.Common.Clouds;
using Google.Apis.Auth.OAuth2;

namespace BackupTools.Encryption.Services;

/// <summary>A symmetric key of Google Cloud KMS, by its REST interface (version 1). The archive's identity is the additional authenticated data.</summary>
internal sealed class GoogleKey : HttpServiceKey
{
    /// <summary>What its URIs begin with.</summary>
    public const string Scheme = "gcpkms://";

    /// <summary>How one is written.</summary>
    public const string Example = "gcpkms://projects/P/locations/europe-west3/keyRings/R/cryptoKeys/backups";

    /// <summary>The kind's permanent name.</summary>
    public const string KindName = "google-kms";

    private readonly string _name;
    private readonly ServiceHttp _http;
    private readonly Func<CancellationToken, Task<string>> _token;

    private GoogleKey(string name, ServiceHttp http, Func<CancellationToken, Task<string>> token)
        : base(Scheme + name) => (_name, _http, _token) = (name, http, token);

    /// <inheritdoc/>
    protected override string Kind => KindName;

    /// <inheritdoc/>
    protected override string RemedyOfSilence => "Check the network, and try again.";

    /// <inheritdoc/>
    protected override string RemedyOfRefusal => "Check the key, and whether you may encrypt with it.";

    /// <inheritdoc/>
    protected override string RemedyOfNonsense => "Try again.";

    /// <summary>The key of a URI; null where that is none.</summary>
    /// <param name="text">What stands behind the scheme: the key's resource name.</param>
    /// <param name="http">Asks the service; null for the network.</param>
    /// <param name="token">Makes a token; null for this user's or machine's login.</param>
    public static GoogleKey? TryParse(string text, ServiceHttp? http = null, Func<CancellationToken, Task<string>>? token = null) =>
        GoogleKmsName.Is(text) ? new GoogleKey(text, http ?? ServiceHttp.Network, token ?? GetTokenAsync) : null;

    /// <inheritdoc/>
    public override bool Has(RecipientEntry entry) => entry.Kind == Kind && entry.KeyId == _name;

    /// <inheritdoc/>
    protected override async Task<(string KeyId, byte[] Wrapped)> WrapThereAsync(ReadOnlyMemory<byte> dataKey, string archiveId, CancellationToken cancellationToken)
    {
        ServiceAnswer answer = await AskAsync(
            "encrypt", new JsonObject { ["plaintext"] = Convert.ToBase64String(dataKey.Span), ["additionalAuthenticatedData"] = Bound(archiveId) }, cancellationToken);
        if (!answer.IsSuccess)
            throw ToError(answer);
        return (_name, answer.Bytes("ciphertext") ?? throw NotUnderstood());
    }

    /// <inheritdoc/>
    protected override async Task<byte[]?> UnwrapThereAsync(RecipientEntry entry, byte[] wrapped, string archiveId, CancellationToken cancellationToken)
    {
        ServiceAnswer answer = await AskAsync(
            "decrypt", new JsonObject { ["ciphertext"] = Convert.ToBase64String(wrapped), ["additionalAuthenticatedData"] = Bound(archiveId) }, cancellationToken);
        return answer switch
        {
            { IsSuccess: true } => answer.Bytes("plaintext") ?? throw NotUnderstood(),
            { Status: 400 } when answer.Text("error", "status") is "INVALID_ARGUMENT" => null,
            { Status: 400 or 403 or 404 } => throw Refused(Said(answer)),
            _ => throw ToError(answer),
        };
    }

    private static string Bound(string archiveId) => Convert.ToBase64String(Encoding.ASCII.GetBytes(archiveId));

    /// <inheritdoc/>
    protected override string Find(ServiceAnswer answer) => answer.Text("error", "message") ?? answer.Reason;

    /// <summary>A method of its own, so that its libraries are loaded for nobody else.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<string> GetTokenAsync(CancellationToken cancellationToken)
    {
        GoogleCredential credential = (await GoogleLogin.FindAsync()).CreateScoped("https://www.googleapis.com/auth/cloudkms");
        return await ((ITokenAccess)credential).GetAccessTokenForRequestAsync(cancellationToken: cancellationToken);
    }

    private async Task<ServiceAnswer> AskAsync(string method, JsonObject content, CancellationToken cancellationToken)
    {
        AuthenticationHeaderValue login = await LogInAsync(
            () => _token(cancellationToken), "Google Cloud",
            "Set GOOGLE_APPLICATION_CREDENTIALS to a file of credentials, or log in with 'gcloud auth application-default login'.");
        return await _http.PostAsync(
            new Uri($"https://cloudkms.googleapis.com/v1/{_name}:{method}"), login, new Dictionary<string, string>(), content,
            cancellationToken);
    }
}
