using Amazon.Runtime;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.S3;

/// <summary>Turns what the service and the maker's library say into the product's errors.</summary>
internal static class S3Errors
{
    public static BackupException From(Exception exception, string operation, string target, string location)
    {
        if (exception is AmazonServiceException { StatusCode: not 0 } answer)
            return OfAnswer(answer, operation, target, location);
        if (exception is AmazonClientException && exception.Message.Contains("credential", StringComparison.OrdinalIgnoreCase))
        {
            return new BackupException(
                ErrorCode.StorageAccessDenied, $"{operation} '{target}' was not tried: no key was given, and none was found in the environment, in this user's AWS profiles or on the machine.",
                $"Give the key's id and secret by {Setting.Credential}, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.", target, exception);
        }

        return RemoteErrors.OfNetwork(exception, operation, target)
            ?? RemoteErrors.OfStatus(0, exception.Message.TrimEnd('.'), operation, target, exception);
    }

    private static BackupException OfAnswer(AmazonServiceException e, string operation, string target, string location)
    {
        string said = $"{e.ErrorCode}: {e.Message}".Trim().TrimStart(':').TrimEnd('.');
        int status = (int)e.StatusCode;
        switch (e.ErrorCode)
        {
            case "NoSuchBucket":
                return new BackupException(
                    ErrorCode.StorageNotFound, $"The bucket of '{location}' does not exist.", "Check its name, or create it; backups make no buckets.", location, e);
            case "NoSuchKey" or "NotFound":
                return RemoteErrors.NoObject(target, e);
            case "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "InvalidToken" or "ExpiredToken" or "TokenRefreshRequired" or "InvalidSecurity":
                return new BackupException(
                    ErrorCode.StorageAccessDenied, $"{operation} '{target}' was denied: the service does not accept the key ({e.ErrorCode}).",
                    "Check the key's id and secret, and whether it is still valid.", target, e);
            case "RequestTimeTooSkewed":
                return new BackupException(
                    ErrorCode.StorageAccessDenied, $"{operation} '{target}' was denied: this machine's clock differs too much from the service's.", "Set the clock.", target, e);
            case "PermanentRedirect" or "TemporaryRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException":
                return new BackupException(
                    ErrorCode.InvalidArgument, $"{operation} '{target}' failed: the bucket is in another region or at another address: {said}.",
                    "Give the bucket's own region by the option Region.", target, e);
            case "BadDigest" or "InvalidDigest" or "XAmzContentSHA256Mismatch" or "XAmzContentChecksumMismatch":
                return new BackupException(
                    ErrorCode.StorageFailed, $"{operation} '{target}' failed: what arrived at the service is not what was sent.", "Try again; where it happens again, check the network.", target, e, isTransient: true);
            case "SlowDown" or "Throttling" or "ThrottlingException" or "RequestTimeout" or "RequestTimeTooSkewedRetry" or "InternalError" or "ServiceUnavailable":
                return RemoteErrors.OfStatus(503, said, operation, target, e);
            case "QuotaExceeded" or "XMinioStorageFull" or "XMinioAdminBucketQuotaExceeded" or "InsufficientStorage":
                return new BackupException(
                    ErrorCode.StorageFull, $"{operation} '{target}' failed because the service has no room left for it.", "Remove old backups, or have the quota raised.", target, e);
            case "InvalidObjectState":
                return new BackupException(
                    ErrorCode.StorageFailed, $"'{target}' lies in a storage class that cannot be read at once.", "Thaw the object in the service first.", target, e);
            default:
                bool isCut = e is AmazonUnmarshallingException && status is >= 200 and < 300;
                return isCut
                    ? new BackupException(
                        ErrorCode.StorageFailed, $"{operation} '{target}' failed: the service's answer was cut short or is none of S3.", "Check the address and try again.", target, e, isTransient: true)
                    : status == 404 ? RemoteErrors.NoObject(target, e)
                    : RemoteErrors.OfStatus(status, said.Length > 0 ? said : e.StatusCode.ToString(), operation, target, e);
        }
    }
}
