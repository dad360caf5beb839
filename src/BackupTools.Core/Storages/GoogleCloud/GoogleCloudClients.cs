using System.Security.Cryptography;
using BackupTools.Abstractions;
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

    public static async Task<StorageClient> CreateAsync(StorageInfo storage, GoogleCloudSettings settings, CancellationToken cancellationToken)
    {
        OneRequestFactory factory = new();
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
            builder.GoogleCredential = (await GoogleCredential.GetApplicationDefaultAsync(cancellationToken)).CreateScoped(Scope);
        StorageClient client = await builder.BuildAsync(cancellationToken);
        client.Service.HttpClient.Timeout = Timeout.InfiniteTimeSpan; // Each request has a patience of its own.
        client.Service.HttpClient.MessageHandler.NumTries = 1; // Whoever calls tries again.
        client.Service.HttpClient.MessageHandler.FollowRedirect = false; // A token goes nowhere else.
        return client;
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

    /// <summary>Follows no redirection and unpacks nothing: what is asked of one host goes to no other, and a range is what the service has.</summary>
    private sealed class OneRequestFactory : HttpClientFactory
    {
        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
    }
}
