using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BackupTools.Notifications.Http;

/// <summary>Tells webhooks, each in the shape that it understands.</summary>
internal sealed class WebNotifier : INotifier
{
    public IReadOnlyList<string> Kinds => ["webhook", "slack", "teams", "discord"];

    public async Task SendAsync(NotificationTarget target, NotificationEvent told, SecretLookup lookUp, CancellationToken cancellationToken)
    {
        Uri address = await Addresses.ResolveAsync(target, lookUp, cancellationToken);
        string body = MessageShapes.Of(target.Kind, told).ToJsonString();
        Dictionary<string, string> headers = [];
        if (target.Secret is { } reference)
        {
            string key = await lookUp(reference, cancellationToken);
            string time = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            headers["X-BackupTools-Timestamp"] = time;
            headers["X-BackupTools-Signature"] = "sha256=" + Sign(key, time, body);
        }

        await BoundedHttp.PostAsync(target, address, body, "application/json", headers, cancellationToken);
    }

    /// <summary>The HMAC-SHA-256 of the time, a dot and the body, in hexadecimal digits: who checks the time too cannot be sent an old message.</summary>
    internal static string Sign(string key, string time, string body) =>
        Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{time}.{body}"))).ToLowerInvariant();
}

/// <summary>Tells a monitor that a job has begun, succeeded or failed, as healthchecks has it: <c>…/start</c>, the address itself, <c>…/fail</c>.</summary>
internal sealed class HeartbeatNotifier : INotifier
{
    public IReadOnlyList<string> Kinds => ["heartbeat"];

    public async Task SendAsync(NotificationTarget target, NotificationEvent told, SecretLookup lookUp, CancellationToken cancellationToken)
    {
        UriBuilder address = new(await Addresses.ResolveAsync(target, lookUp, cancellationToken));
        address.Path = address.Path.TrimEnd('/') + told.Outcome switch
        {
            NotificationOutcome.Started => "/start",
            NotificationOutcome.Failed => "/fail",
            _ => "",
        };
        await BoundedHttp.PostAsync(target, address.Uri, MessageShapes.PlainText(told), "text/plain", new Dictionary<string, string>(), cancellationToken);
    }
}

/// <summary>The addresses of targets.</summary>
internal static class Addresses
{
    public static async Task<Uri> ResolveAsync(NotificationTarget target, SecretLookup lookUp, CancellationToken cancellationToken) =>
        NotificationParser.ToUri(target.Kind, SecretLookups.IsReference(target.Url) ? await lookUp(target.Url!, cancellationToken) : target.Url!);
}
