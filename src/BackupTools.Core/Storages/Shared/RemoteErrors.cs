using System.Net.Sockets;
using System.Security.Authentication;
using BackupTools.Abstractions;

namespace BackupTools.Storages.Shared;

/// <summary>What failures over HTTP mean, whichever maker's service it is.</summary>
internal static class RemoteErrors
{
    /// <summary>The error where no answer came, or not all of it; null where the exception is no such failure.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="operation">What failed, as the beginning of a sentence: <c>Writing</c>.</param>
    /// <param name="target">The path at hand.</param>
    public static BackupException? OfNetwork(Exception exception, string operation, string target)
    {
        Exception[] causes = [.. Causes(exception)];
        if (causes.OfType<AuthenticationException>().FirstOrDefault() is { } tls)
        {
            return new BackupException(
                ErrorCode.StorageFailed, $"{operation} '{target}' failed: the service's certificate was not accepted: {tls.Message.TrimEnd('.')}.",
                "Check the address, and that this machine trusts who issued the certificate.", target, exception);
        }

        return causes.LastOrDefault(e => e is HttpRequestException or IOException or SocketException or TimeoutException) is { } cause
            ? new BackupException(
                ErrorCode.StorageFailed, $"{operation} '{target}' failed: the connection could not be made or was lost: {cause.Message.TrimEnd('.')}.",
                "Check the address and the network, and try again.", target, exception, isTransient: true)
            : null;
    }

    /// <summary>The error where the patience with a request has ended.</summary>
    public static BackupException Silent(string operation, string target, Exception? inner = null) => new(
        ErrorCode.StorageFailed, $"{operation} '{target}' failed: the service did not answer in time.",
        "Check the network and try again.", target, inner, isTransient: true);

    /// <summary>The error of an answer that says that it failed, where its number is all that is known.</summary>
    /// <param name="status">The number of the answer.</param>
    /// <param name="said">What the service said, in its own words.</param>
    /// <param name="operation">What failed.</param>
    /// <param name="target">The path at hand.</param>
    /// <param name="inner">The cause.</param>
    public static BackupException OfStatus(int status, string said, string operation, string target, Exception inner)
    {
        bool isPassing = status is 408 or 425 or 429 or 500 or 502 or 503 or 504;
        return status is 401 or 403
            ? Denied(said, operation, target, inner)
            : new BackupException(
                ErrorCode.StorageFailed, $"{operation} '{target}' failed: the service answered {(status > 0 ? $"{status}, " : "")}{said}.",
                isPassing ? "Try again later." : "Look up what the service says.", target, inner, isPassing);
    }

    public static BackupException Denied(string said, string operation, string target, Exception inner) => new(
        ErrorCode.StorageAccessDenied, $"{operation} '{target}' was denied by the service: {said}.",
        "Check the key, and what it is permitted to do there.", target, inner);

    public static BackupException NameTaken(string path) => new(
        ErrorCode.StorageNameTaken, $"'{path}' exists already, and backups are never overwritten.", "Choose another name.", path);

    public static BackupException NoObject(string path, Exception? inner = null) => new(
        ErrorCode.ArchiveNotFound, $"There is no object '{path}'.", "List the storage to see what it holds.", path, inner);

    /// <summary>Who began an upload under one name cannot publish it under another.</summary>
    public static BackupException CannotRename(string begun, string path) => new(
        ErrorCode.StorageFailed, $"The upload was begun for '{begun}', which somebody else has written meanwhile, and the service cannot publish it as '{path}'.",
        "Run it again: nothing was left behind.", path);

    public static BackupException EndsTooSoon(string path, long offset, int count, long length) => new(
        ErrorCode.ArchiveDamaged, $"'{path}' ends before what should be read from it: {count} bytes at {offset} of {length}.",
        "Use another copy of the backup.", path);

    public static BackupException WrongSize(string path, long stored, long written) => new(
        ErrorCode.StorageVerificationFailed, $"The service has {stored} bytes of '{path}' and was sent {written}; nothing was published.",
        "Try again; where it happens again, ask who runs the service.", path);

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
            yield return e;
    }
}
