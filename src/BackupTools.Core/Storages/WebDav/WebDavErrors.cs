using System.Net;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;
using BackupTools.Storages.WebDav.Wire;

namespace BackupTools.Storages.WebDav;

/// <summary>Turns what the server and the network say into the product's errors.</summary>
internal static class WebDavErrors
{
    /// <summary>The error for a failed operation.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="operation">What failed, as the beginning of a sentence: <c>Writing</c>.</param>
    /// <param name="target">The URI at hand.</param>
    public static BackupException From(Exception exception, string operation, string target) => exception switch
    {
        DavAnswerException answer => OfAnswer(answer, operation, target),
        DavFormatException { IsCut: true } => new BackupException(
            ErrorCode.StorageFailed, $"{operation} '{target}' failed: the server's answer was cut short.", "Check the network and try again.", target, exception, isTransient: true),
        DavFormatException => new BackupException(
            ErrorCode.StorageFailed, $"{operation} '{target}' failed: {exception.Message.TrimEnd('.')}.", NoServer, target, exception),
        _ => RemoteErrors.OfNetwork(exception, operation, target) ?? RemoteErrors.OfStatus(0, exception.Message.TrimEnd('.'), operation, target, exception),
    };

    public static BackupException NoFolder(string target, Exception? inner = null) => new(
        ErrorCode.StorageNotFound, $"The folder '{target}' does not exist.", "Check the path; the first backup into a folder creates it.", target, inner);

    public static BackupException MayMakeNoFolder(string target) => new(
        ErrorCode.StorageAccessDenied, $"Writing to '{target}' was denied by the server: this user may make no folder there.",
        "Give this user the permission; one is made for a moment for each backup that gets its name, too.", target);

    public static BackupException NoRanges(string target) => new(
        ErrorCode.CapabilityMissing, $"'{target}' cannot be read: the server sends files only from their beginning, and a backup is read in pieces.",
        "Use a server that knows ranges (most do), or copy the backup to a folder and read it there.", target);

    public static BackupException NotPublished(string target) => new(
        ErrorCode.StorageVerificationFailed, $"The server says that it renamed '{target}', and it is not there as it was written.", "Look at the server's disk and its log.", target);

    public static BackupException WrongChecksum(string target) => new(
        ErrorCode.StorageVerificationFailed, $"What the server has of '{target}' has another checksum than what was sent; nothing was published.",
        "Try again; where it happens again, ask who runs the server.", target);

    /// <summary>What was sent of a stream cannot be sent again.</summary>
    public static BackupException Final(BackupException error) => error.IsTransient
        ? new BackupException(error.Code, error.What, "Run it again: nothing was left behind.", error.Target, error.InnerException)
        : error;

    private const string NoServer = "Check that a WebDAV server answers there; the path begins as the server's maker says, as with /remote.php/dav/files/user for Nextcloud.";

    private static BackupException OfAnswer(DavAnswerException e, string operation, string target)
    {
        BackupException Failed(string why, string remedy, ErrorCode code = ErrorCode.StorageFailed, bool isTransient = false) =>
            new(code, $"{operation} '{target}' failed: {why}.", remedy, target, e, isTransient);

        string answered = $"the server answered {(int)e.Status}, {e.Said}";
        switch (e.Status)
        {
            case HttpStatusCode.Unauthorized:
                string ways = e.Ways.Length > 0 && !e.Ways.Contains("Basic", StringComparison.OrdinalIgnoreCase) ? $" It asks for {e.Ways}." : "";
                return new BackupException(
                    ErrorCode.StorageAccessDenied, $"{operation} '{target}' was denied: the server does not let this user in.{ways}",
                    $"Check the user and the password, which are given by {Setting.Credential}; many servers want a password made for programs.", target, e);
            case HttpStatusCode.ProxyAuthenticationRequired:
                return Failed("the proxy on the way wants a password of its own", "Give it in the variable that names the proxy, or leave the proxy out by NO_PROXY.");
            case >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest:
                return Failed(
                    $"the server sends on to another address{(e.Redirect is { } to ? $", '{to}'" : "")}, where no password is sent to", "Give the address that it names, where you trust it.", ErrorCode.InvalidArgument);
            case HttpStatusCode.NotFound:
                return RemoteErrors.NoObject(target, e);
            case HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented:
                return Failed($"{answered}: it does not know what WebDAV does, or not there", NoServer);
            case HttpStatusCode.Conflict:
                return NoFolder(target, e);
            case HttpStatusCode.LengthRequired:
                return Failed(
                    "the server wants to know the length of a file before it comes, and nobody knows that of a backup",
                    "Let the server, or the proxy before it, take requests of unknown length (chunked; nginx: proxy_request_buffering on), or use SFTP or another storage.");
            case HttpStatusCode.RequestEntityTooLarge:
                return Failed("the server takes no file as large as this", "Have its limit raised (nginx: client_max_body_size; Apache: LimitRequestBody).");
            case HttpStatusCode.ExpectationFailed:
                return Failed("the server, or a proxy before it, does not understand Expect: 100-continue", "Have it updated, or reach the server without the proxy.");
            case HttpStatusCode.Locked:
                return Failed("somebody else has it locked", "Try again later.", isTransient: true);
            case HttpStatusCode.InsufficientStorage:
                return Failed("the server has no room left for it", "Remove old backups, or have the quota raised.", ErrorCode.StorageFull);
            default:
                return RemoteErrors.OfStatus((int)e.Status, e.Said, operation, target, e);
        }
    }
}
