using System.Text.Json;
using BackupTools.Abstractions;
using BackupTools.Common.Clouds;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.GoogleCloud;

/// <summary>The key of a service account, as Google gives it: a file of JSON.</summary>
/// <param name="Email">The account's address.</param>
/// <param name="Id">The key's id; null where it has none.</param>
/// <param name="PrivateKey">The key itself, as PEM.</param>
/// <param name="TokenAddress">Where it is exchanged for a token.</param>
internal sealed record GoogleCloudKey(string Email, string? Id, string PrivateKey, Uri TokenAddress)
{
    private const string Advice = "Give the whole text of a service account's key, which is JSON and has client_email and private_key.";

    /// <summary>Not those of a record, which would show the secret.</summary>
    public override string ToString() => nameof(GoogleCloudKey);

    /// <summary>Understands a key; what is none is refused without showing it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="whose">What it is, as the beginning of a sentence.</param>
    /// <param name="options">Of the storage, for the error.</param>
    public static GoogleCloudKey Of(string text, string whose, StorageOptions options)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw options.Refused($"{whose} is no key of Google Cloud", Advice);
            if (Field(root, "type") is not "service_account")
            {
                throw options.Refused(
                    $"{whose} is none of a service account", "Give a service account's key; set GOOGLE_APPLICATION_CREDENTIALS to the file of any other kind of credential, and give none here.");
            }

            Uri? address = new("https://oauth2.googleapis.com/token");
            if (Field(root, "token_uri") is { } given && (!StorageOptions.IsAddress(given, out address) || (address.Scheme != "https" && !address.IsLoopback)))
                throw options.Refused($"{whose} has a token_uri that is no https:// address", "Use the key as Google gave it.");
            return Field(root, "client_email") is { Length: > 0 } email && !email.Any(char.IsControl) && Field(root, "private_key") is { Length: > 0 } key
                ? new GoogleCloudKey(email, Field(root, "private_key_id"), key, address)
                : throw options.Refused($"{whose} lacks client_email or private_key", Advice);
        }
        catch (JsonException)
        {
            throw options.Refused($"{whose} is no key of Google Cloud", Advice);
        }
    }

    /// <summary>Reads a key of a file.</summary>
    public static GoogleCloudKey OfFile(string path, StorageOptions options)
    {
        try
        {
            return Of(GoogleLogin.TextOf(path), $"The file of the option KeyFile, '{path}',", options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw options.Refused($"The file of the option KeyFile, '{path}', cannot be read: {e.Message.TrimEnd('.')}", "Check the path, and that this user may read it.");
        }
    }

    private static string? Field(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
