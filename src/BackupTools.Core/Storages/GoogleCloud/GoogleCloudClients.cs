using System.Security.Cryptography;
using BackupTools.Abstractions;
using BackupTools.Common.Clouds;
using BackupTools.Storages.Shared;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Http;
using Google.Apis.Services;
using Google.Apis.Storage.v1;

namespace BackupTools.Storages.GoogleCloud;

/// <summary>Makes the maker's client of what a storage says.</summary>
internal static class GoogleCloudClients
{
    private const string Scope = "https://www.googleapis.com/auth/devstorage.read_write";

    public static async Task<StorageService> CreateAsync(StorageInfo storage, GoogleCloudSettings settings, Func<HttpMessageHandler>? handler)
    {
        OneRequestFactory factory = new(handler ?? NewHandler);
        StorageOptions options = new(storage);
        GoogleCloudKey? key = settings.KeyFile is { } path ? GoogleCloudKey.OfFile(path, options) : settings.Key;
        StorageService service = new(new BaseClientService.Initializer
        {
            BaseUri = new Uri(settings.Endpoint, "/storage/v1/").AbsoluteUri,
            ApplicationName = "BackupTools",
            HttpClientFactory = factory,
            HttpClientTimeout = Timeout.InfiniteTimeSpan, // Each request has a patience of its own.
            DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
            GZipEnabled = false,
            HttpClientInitializer = settings.IsAnonymous ? null
                : key is not null ? Credential(key, factory, options)
                : (await LoginAsync(storage)).CreateScoped(Scope).CreateWithHttpClientFactory(factory),
        });
        service.HttpClient.MessageHandler.NumTries = 1; // Whoever calls tries again.
        service.HttpClient.MessageHandler.FollowRedirect = false; // A token goes nowhere else.
        return service;
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
