using System.Text.RegularExpressions;
using Amazon;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using BackupTools.Abstractions;

namespace BackupTools.Encryption.Services;

/// <summary>
/// A symmetric key of AWS KMS. The archive's identity is the encryption context: what was wrapped for one archive is refused for another, and stands
/// in the service's log.
/// </summary>
internal sealed partial class AwsKey : ServiceKey
{
    /// <summary>What its URIs begin with.</summary>
    public const string Scheme = "awskms://";

    /// <summary>How one is written.</summary>
    public const string Example = "awskms://alias/backups?region=eu-central-1";

    /// <summary>The kind's permanent name.</summary>
    public const string KindName = "aws-kms";

    private const string ContextName = "backup";

    private readonly string _key;
    private readonly string? _region;
    private readonly Uri? _endpoint;
    private readonly (string Id, string Secret)? _login;

    private AwsKey(string key, string? region, Uri? endpoint, (string Id, string Secret)? login)
        : base(Scheme + key + (region is null || key.StartsWith("arn:", StringComparison.Ordinal) ? "" : "?region=" + region)) =>
        (_key, _region, _endpoint, _login) = (key, region, endpoint, login);

    /// <inheritdoc/>
    protected override string Kind => KindName;

    /// <summary>The key of a URI; null where that is none.</summary>
    /// <param name="text">What stands behind the scheme: an ARN, an id, or <c>alias/NAME</c>, and settings.</param>
    /// <param name="login">The id and the secret of an access key; null for what the maker's library finds in the environment, in profiles and on the machine.</param>
    public static AwsKey? TryParse(string text, (string Id, string Secret)? login = null)
    {
        if (ServiceKeys.Divide(text.TrimStart('/'), "region", "endpoint") is not ({ } key, { } settings) || !Keys().IsMatch(key))
            return null;
        settings.TryGetValue("region", out string? region);
        if (key.StartsWith("arn:", StringComparison.Ordinal))
            region ??= key.Split(':')[3];
        if (region is not null && !Regions().IsMatch(region))
            return null;
        Uri? endpoint = null;
        return settings.TryGetValue("endpoint", out string? address)
            && (!Uri.TryCreate(address, UriKind.Absolute, out endpoint) || endpoint.Scheme is not ("http" or "https") || endpoint.UserInfo.Length > 0)
            ? null
            : new AwsKey(key, region, endpoint, login);
    }

    /// <inheritdoc/>
    public override bool Has(RecipientEntry entry) => entry.Kind == Kind && entry.KeyId == _key;

    /// <summary>An alias does not show which key it is: the service is asked with it, and refuses what another key has wrapped.</summary>
    public override bool Fits(RecipientEntry entry) => entry.Kind == Kind && (!_key.StartsWith("arn:", StringComparison.Ordinal) || _key.Contains(":alias/", StringComparison.Ordinal) || entry.KeyId == _key);

    /// <inheritdoc/>
    protected override async Task<(string KeyId, byte[] Wrapped)> WrapThereAsync(ReadOnlyMemory<byte> dataKey, string archiveId, CancellationToken cancellationToken)
    {
        using AmazonKeyManagementServiceClient client = Open();
        byte[] bytes = dataKey.ToArray();
        using MemoryStream plain = new(bytes);
        try
        {
            EncryptResponse response = await client.EncryptAsync(
                new EncryptRequest { KeyId = _key, Plaintext = plain, EncryptionContext = new() { [ContextName] = archiveId } }, cancellationToken);
            return (response.KeyId ?? _key, response.CiphertextBlob.ToArray());
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw ToError(e);
        }
        finally
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <inheritdoc/>
    protected override async Task<byte[]?> UnwrapThereAsync(RecipientEntry entry, byte[] wrapped, string archiveId, CancellationToken cancellationToken)
    {
        using AmazonKeyManagementServiceClient client = Open();
        try
        {
            DecryptResponse response = await client.DecryptAsync(
                new DecryptRequest { KeyId = _key, CiphertextBlob = new MemoryStream(wrapped), EncryptionContext = new() { [ContextName] = archiveId } },
                cancellationToken);
            return response.Plaintext.ToArray();
        }
        catch (Exception e) when (e is InvalidCiphertextException or IncorrectKeyException)
        {
            return null;
        }
        catch (AmazonServiceException e) when (IsRefusal(e))
        {
            throw Refused($"{e.ErrorCode}: {e.Message}", e);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw ToError(e);
        }
    }

    private static bool IsRefusal(AmazonServiceException e) =>
        e is DisabledException or NotFoundException or KMSInvalidStateException or InvalidKeyUsageException || e.ErrorCode is "AccessDeniedException" or "AccessDenied";

    private BackupException ToError(Exception e)
    {
        if (e is AmazonServiceException { StatusCode: not 0 } answer)
        {
            bool isPassing = (int)answer.StatusCode is >= 500 or 429 || answer.ErrorCode is "ThrottlingException" or "DependencyTimeoutException" or "KMSInternalException";
            return Failed(
                $"the service said {answer.ErrorCode}: {answer.Message}",
                isPassing ? "Try again." : "Check the key, its region, and what this machine's or user's AWS credentials may do with it.", isPassing, e);
        }

        bool lacksCredentials = e.Message.Contains("credential", StringComparison.OrdinalIgnoreCase);
        return Failed(
            e.Message, lacksCredentials ? "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in as for the AWS tools." : "Check the address and the network.",
            !lacksCredentials, e);
    }

    private AmazonKeyManagementServiceClient Open()
    {
        AmazonKeyManagementServiceConfig config = new() { Timeout = TimeSpan.FromSeconds(30), MaxErrorRetry = 3 };
        if (_endpoint is not null)
        {
            config.ServiceURL = _endpoint.AbsoluteUri;
            config.AuthenticationRegion = _region ?? Environment.GetEnvironmentVariable("AWS_REGION") ?? "us-east-1";
        }
        else if (_region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(_region);
        }

        try
        {
            return _login is { } own ? new AmazonKeyManagementServiceClient(own.Id, own.Secret, config) : new AmazonKeyManagementServiceClient(config);
        }
        catch (AmazonClientException e)
        {
            throw Failed(
                "nothing says in which region it is, or as whom to ask", "Write region= in the URI or set AWS_REGION, and log in as for the AWS tools.", false, e);
        }
    }

    [GeneratedRegex(@"\A(arn:[a-z0-9-]+:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/[A-Za-z0-9/_-]{1,250}|alias/[A-Za-z0-9/_-]{1,250}|[A-Za-z0-9-]{1,64})\z")]
    private static partial Regex Keys();

    [GeneratedRegex(@"\A[a-z0-9-]{1,40}\z")]
    private static partial Regex Regions();
}
