using System.Xml;
using Azure;
using Azure.Identity;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.AzureBlobs;

/// <summary>Turns what the service and the maker's library say into the product's errors.</summary>
internal static class AzureBlobErrors
{
    public static BackupException From(Exception exception, string operation, string target, string location)
    {
        if (exception is RequestFailedException { Status: not 0 } answer)
            return OfAnswer(answer, operation, target, location);
        if (exception is AuthenticationFailedException login)
            return NotLoggedIn(login, operation, target);
        if (exception is XmlException)
            return Garbled(operation, target, exception);
        return RemoteErrors.OfNetwork(exception, operation, target)
            ?? RemoteErrors.OfStatus(0, FirstLine(exception), operation, target, exception);
    }

    /// <summary>The number of the service's answer; null where there was none.</summary>
    public static int? StatusOf(BackupException error) => (error.InnerException as RequestFailedException)?.Status;

    private static BackupException OfAnswer(RequestFailedException answer, string operation, string target, string location)
    {
        // Without the headers and the content of the answer, which the maker's text has.
        RequestFailedException e = new(answer.Status, ShownText.Clean(FirstLine(answer)), answer.ErrorCode, null);
        string said = answer.ErrorCode is { Length: > 0 } code ? $"{code}: {FirstLine(answer)}" : FirstLine(answer);
        switch (answer.ErrorCode)
        {
            case "ContainerNotFound":
                return new BackupException(
                    ErrorCode.StorageNotFound, $"The container of '{location}' does not exist.", "Check its name, or create it; backups make no containers.", location, e);
            case "ContainerBeingDeleted" or "ContainerDisabled" or "AccountIsDisabled":
                return new BackupException(
                    ErrorCode.StorageNotFound, $"The container or account of '{location}' is switched off or being deleted.", "Look at it in Azure's portal.", location, e);
            case "BlobNotFound" or "ResourceNotFound":
                return RemoteErrors.NoObject(target, e);
            case "AuthenticationFailed" or "InvalidAuthenticationInfo" or "NoAuthenticationInformation":
                return new BackupException(
                    ErrorCode.StorageAccessDenied, $"{operation} '{target}' was denied: the service does not accept the key, token or login ({answer.ErrorCode}).",
                    "Check that it is of this account and still valid, and that this machine's clock is right.", target, e);
            case "KeyBasedAuthenticationNotPermitted":
                return new BackupException(
                    ErrorCode.StorageAccessDenied, $"{operation} '{target}' was denied: the account takes no keys.", "Give no credential and use a login, or a SAS token of a user.", target, e);
            case "AuthorizationPermissionMismatch" or "AuthorizationFailure" or "InsufficientAccountPermissions" or "AuthorizationResourceTypeMismatch"
                or "AuthorizationServiceMismatch":
                return new BackupException(
                    ErrorCode.StorageAccessDenied, $"{operation} '{target}' was denied by the service: {said}.",
                    "Give the login the role Storage Blob Data Contributor, the SAS token the permissions rcwdl, and let this machine's network through the account's firewall.", target, e);
            case "Md5Mismatch":
                return new BackupException(
                    ErrorCode.StorageFailed, $"{operation} '{target}' failed: what arrived at the service is not what was sent.", "Try again; where it happens again, check the network.", target, e, isTransient: true);
            case "InvalidBlockList" or "InvalidBlobOrBlock":
                return new BackupException(
                    ErrorCode.StorageFailed, $"{operation} '{target}' failed: what was uploaded is gone, since somebody else wrote or removed a blob of that name meanwhile.", "Run it again: nothing was left behind.", target, e);
            case "BlobImmutableDueToPolicy" or "BlobImmutableDueToLegalHold":
                return new BackupException(
                    ErrorCode.StorageAccessDenied, $"'{target}' cannot be changed or removed: the container keeps it by a retention policy or a legal hold.", "Wait until the time has passed, or have the hold lifted.", target, e);
            case "BlobArchived" or "BlobBeingRehydrated":
                return new BackupException(
                    ErrorCode.StorageFailed, $"'{target}' lies in the tier Archive and cannot be read at once.", "Rehydrate the blob in the service first, which takes hours.", target, e);
            case "LeaseIdMissing":
                return new BackupException(
                    ErrorCode.StorageAccessDenied, $"{operation} '{target}' was denied: somebody holds a lease on it.", "Break the lease, or wait until it is released.", target, e);
            case "SnapshotsPresent":
                return new BackupException(
                    ErrorCode.StorageFailed, $"'{target}' cannot be removed: somebody made snapshots of it.", "Remove its snapshots first.", target, e);
            case "ServerBusy" or "InternalError" or "OperationTimedOut":
                return RemoteErrors.OfStatus(503, said, operation, target, e);
            default:
                return answer.Status == 404 ? RemoteErrors.NoObject(target, e) : RemoteErrors.OfStatus(answer.Status, said, operation, target, e);
        }
    }

    private static BackupException NotLoggedIn(AuthenticationFailedException e, string operation, string target)
    {
        WorkLog.Verbose($"A login to Azure failed: {e.Message}");
        if (e is not CredentialUnavailableException && RemoteErrors.OfNetwork(e, "Logging in to Azure for", target) is { } unreached)
            return unreached;
        string why = e is CredentialUnavailableException ? "and nobody is logged in to Azure" : $"and the login to Azure failed: {FirstLine(e)}";
        return new BackupException(
            ErrorCode.StorageAccessDenied, $"{operation} '{target}' was not tried: no key was given, none is in the environment, {why}.",
            $"Give the account's key, a SAS token or a connection string by {Setting.Credential}, set AZURE_STORAGE_CONNECTION_STRING, or log in by Connect-AzAccount or az login.", target);
    }

    private static BackupException Garbled(string operation, string target, Exception exception) => new(
        ErrorCode.StorageFailed, $"{operation} '{target}' failed: the service's answer was cut short or is none of Azure Blob Storage.",
        "Check the address and try again.", target, exception, isTransient: true);

    private static string FirstLine(Exception e) => e.Message.Split('\n')[0].Trim().TrimEnd('.');
}
