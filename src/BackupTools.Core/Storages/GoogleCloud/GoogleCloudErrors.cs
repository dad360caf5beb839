using System.Net;
using System.Text.RegularExpressions;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;
using Google;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Requests;

namespace BackupTools.Storages.GoogleCloud;

/// <summary>Turns what the service and the maker's library say into the product's errors.</summary>
internal static partial class GoogleCloudErrors
{
    public static BackupException From(Exception exception, string operation, string target, string location)
    {
        if (exception is GoogleApiException { HttpStatusCode: not 0 } answer)
            return OfAnswer(answer, operation, target, location);
        if (exception is TokenResponseException login)
            return NotLoggedIn(login, operation, target);
        if (exception is NullReferenceException && exception.Source == "Google.Apis.Auth")
        {
            // What the library does with an answer that has no content, whatever its number.
            return new BackupException(
                ErrorCode.StorageFailed, $"{operation} '{target}' was not tried: what logs in to Google Cloud answered nothing.", "Check the network, and try again later.", target, isTransient: true);
        }

        if (RemoteErrors.OfNetwork(exception, operation, target) is { } network)
            return network;
        if (exception is Newtonsoft.Json.JsonException or GoogleApiException or FormatException or OverflowException)
        {
            return new BackupException(
                ErrorCode.StorageFailed, $"{operation} '{target}' failed: the service's answer was cut short or is none of Google Cloud Storage.",
                "Check the address and try again.", target, isTransient: true);
        }

        return RemoteErrors.OfStatus(0, ShownText.Clean(exception.Message.TrimEnd('.')), operation, target, exception);
    }

    /// <summary>The service's answer; null where there was none.</summary>
    public static HttpStatusCode? StatusOf(BackupException error) => (error.InnerException as GoogleApiException)?.HttpStatusCode;

    private static BackupException OfAnswer(GoogleApiException answer, string operation, string target, string location)
    {
        string reason = ShownText.Clean(answer.Error?.Errors?.FirstOrDefault()?.Reason);
        string message = ShownText.Clean(Sessions().Replace((answer.Error?.Message is { Length: > 0 } text ? text : answer.HttpStatusCode.ToString()).Split('\n')[0], "…").Trim().TrimEnd('.'));
        string said = reason.Length > 0 ? $"{reason}: {message}" : message;
        int status = (int)answer.HttpStatusCode;

        // Without the content of the answer, which the maker's text has.
        GoogleApiException e = new("storage", said) { HttpStatusCode = answer.HttpStatusCode, Error = new RequestError { Code = status, Message = message } };
        switch (status)
        {
            case 400 or 403 or 404 when message.Contains("KMS", StringComparison.Ordinal):
                return new BackupException(
                    ErrorCode.StorageAccessDenied, $"{operation} '{target}' was denied: the service cannot use the key of Cloud KMS ({said}).",
                    "Check the key's name, which must be in the bucket's own region, and give the project's service agent of Cloud Storage the role Cloud KMS CryptoKey Encrypter/Decrypter on it.",
                    target, e);
            case 404 when target == location || message.Contains("bucket does not exist", StringComparison.OrdinalIgnoreCase):
                return new BackupException(
                    ErrorCode.StorageNotFound, $"The bucket of '{location}' does not exist.", "Check its name, or create it; backups make no buckets.", location, e);
            case 404:
                return RemoteErrors.NoObject(target, e);
            case 401:
                return new BackupException(
                    ErrorCode.StorageAccessDenied, $"{operation} '{target}' was denied: the service does not accept the key or login ({said}).",
                    "Check that it is still valid, and that this machine's clock is right.", target, e);
            case 403 when reason is "rateLimitExceeded" or "userRateLimitExceeded":
                return RemoteErrors.OfStatus(429, said, operation, target, e);
            case 403 when reason is "retentionPolicyNotMet" or "objectUnderActiveHold":
                return new BackupException(
                    ErrorCode.StorageAccessDenied, $"'{target}' cannot be changed or removed: the service keeps it by a retention or a hold ({said}).",
                    "Wait until the time has passed, or have the hold lifted.", target, e);
            case 403 when reason is "accountDisabled" or "userAccountDisabled" or "UserProjectAccountProblem":
                return new BackupException(
                    ErrorCode.StorageAccessDenied, $"{operation} '{target}' was denied: the project's account is switched off ({said}).", "Look at the project's billing.", target, e);
            case 403:
                return new BackupException(
                    ErrorCode.StorageAccessDenied, $"{operation} '{target}' was denied by the service: {said}.",
                    "Give the account the role Storage Object User on the bucket; and Storage Object Admin where backups are to be retained.", target, e);
            case 400 when IsChecksum(message):
                return new BackupException(
                    ErrorCode.StorageFailed, $"{operation} '{target}' failed: what arrived at the service is not what was sent.",
                    "Try again; where it happens again, check the network.", target, e, isTransient: true);
            case 400 when message.Contains("retention", StringComparison.OrdinalIgnoreCase):
                return new BackupException(
                    ErrorCode.InvalidArgument, $"{operation} '{target}' failed: the bucket does not retain single objects as asked for: {said}.",
                    "Make a bucket with object retention enabled, or leave out the options RetainDays and RetainUntil.", target, e);
            default:
                return RemoteErrors.OfStatus(status, said, operation, target, e);
        }
    }

    /// <summary>The service says it in a sentence only.</summary>
    private static bool IsChecksum(string message) =>
        message.Contains("match", StringComparison.OrdinalIgnoreCase)
        && (message.Contains("crc32c", StringComparison.OrdinalIgnoreCase) || message.Contains("md5", StringComparison.OrdinalIgnoreCase));

    private static BackupException NotLoggedIn(TokenResponseException e, string operation, string target)
    {
        string said = ShownText.Clean($"{e.Error?.Error}: {e.Error?.ErrorDescription}".Trim(' ', ':').TrimEnd('.'));
        int status = (int)(e.StatusCode ?? 0);
        return status is 408 or 429 or >= 500
            ? RemoteErrors.OfStatus(status, said.Length > 0 ? said : "nothing more", "Logging in to Google Cloud for", target, new IOException(said))
            : new BackupException(
                ErrorCode.StorageAccessDenied, $"{operation} '{target}' was not tried: the key or login was not accepted by Google Cloud ({said}).",
                "Check that the key is whole and not deleted, and that this machine's clock is right.", target);
    }

    /// <summary>The secret part of the address of an upload.</summary>
    [GeneratedRegex(@"(?<=\bupload_id=)[^\s&""']+", RegexOptions.IgnoreCase)]
    private static partial Regex Sessions();
}
