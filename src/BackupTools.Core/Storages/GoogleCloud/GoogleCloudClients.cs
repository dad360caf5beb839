using System.Security.Cryptography;
using BackupTools.Abstractions;
using BackupTools.Common.Clouds;
using BackupTools.Storages.Shared;
using Google.Api.Gax;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Http;
using Google.Cloud.Storage.V1;

namespace BackupTools.Storages.GoogleCloud;

/// <summary>Makes the maker's client of what a storage says.</summary>
internal static class GoogleCloudClients
{
    private const string Scope = "https://www.googleapis.com/auth/devstorage.read_write";

    public static async Task<StorageClient> CreateAsync(StorageInfo storage, GoogleCloudSettings settings, Func<HttpMessageHandler>? handler, CancellationToken cancellationToken)
    {
        OneRequestFactory factory = new(handler ?? NewHandler);
        StorageClientBuilder builder = new()
        {
            BaseUri = new Uri(settings.Endpoint, "/storage/v1/").AbsoluteUri,
            EmulatorDetection = EmulatorDetection.None, // It is known already, and the builder would refuse an address beside it.
            ApplicationName = "BackupTools",
            HttpClientFactory = factory,
        };
        StorageOptions options = new(storage);
        if (settings.IsAnonymous)
            builder.UnauthenticatedAccess = true;
        else if ((settings.KeyFile is { } path ? GoogleCloudKey.OfFile(path, options) : settings.Key) is { } key)
            builder.Credential = Credential(key, factory, options);
        else
            builder.GoogleCredential = (await LoginAsync(storage)).CreateScoped(Scope).CreateWithHttpClientFactory(factory);
        StorageClient client = await builder.BuildAsync(cancellationToken);
        client.Service.HttpClient.Timeout = Timeout.InfiniteTimeSpan; // Each request has a patience of its own.
        client.Service.HttpClient.MessageHandler.NumTries = 1; // Whoever calls tries again.
        client.Service.HttpClient.MessageHandler.FollowRedirect = false; // A token goes nowhere else.
        return client;
    }

    /// <summary>Follows no redirection and unpacks nothing: what is asked of one host goes to no other, and a range is what the service has.</summary>
    private static SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    private static async Task<GoogleCredential> LoginAsync(StorageInfo storage)
    {
        try
        {
            return await GoogleLogin.FindAsync();
        }
        catch (InvalidOperationException e)
        {
            throw new BackupException(
                ErrorCode.StorageAccessDenied, $"No key was given for '{storage.Location}', and no login to Google Cloud was found: {e.Message}",
                $"Give the JSON text of a service account's key by {Setting.Credential}, or its file by the option KeyFile; or set GOOGLE_APPLICATION_CREDENTIALS, or log in by gcloud auth application-default login.",
                storage.Location);
        }
    }

    private static ServiceAccountCredential Credential(GoogleCloudKey key, OneRequestFactory factory, StorageOptions options)
    {
        try
        {
            return new ServiceAccountCredential(new ServiceAccountCredential.Initializer(key.Email, key.TokenAddress.AbsoluteUri)
            {
                KeyId = key.Id, Scopes = [Scope], HttpClientFactory = factory, DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
            }.FromPrivateKey(key.PrivateKey));
        }
        catch (Exception e) when (e is ArgumentException or FormatException or CryptographicException or InvalidOperationException)
        {
            throw options.Refused("The private_key of the service account's key is none", "Give the key as Google gave it, with its line ends as \\n.");
        }
    }

    private sealed class OneRequestFactory(Func<HttpMessageHandler> handler) : HttpClientFactory
    {
        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => handler();
    }
}
