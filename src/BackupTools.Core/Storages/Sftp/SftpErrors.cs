using System.Net.Sockets;
using BackupTools.Abstractions;
using BackupTools.Storages.Sftp.Wire;
using Renci.SshNet.Common;

namespace BackupTools.Storages.Sftp;

/// <summary>Turns what the server, the network and the library say into the product's errors.</summary>
internal static class SftpErrors
{
    /// <summary>True for what <see cref="From"/> understands.</summary>
    public static bool IsOfServer(Exception exception) => exception is SftpStatusException or SftpLostException or SftpProtocolException
        or SshException or SocketException or IOException or ObjectDisposedException or InvalidOperationException or TimeoutException or ProxyException;

    /// <summary>The error for a failed operation.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="operation">What failed, as the beginning of a sentence: <c>Writing</c>.</param>
    /// <param name="target">The URI at hand.</param>
    public static BackupException From(Exception exception, string operation, string target) => exception switch
    {
        SftpStatusException { Status: SftpStatus.PermissionDenied } => new BackupException(
            ErrorCode.StorageAccessDenied, $"{operation} '{target}' was denied by the server.",
            "Give this user the permission there, or choose another folder.", target, exception),
        SftpStatusException { Status: SftpStatus.NoSuchFile } => NotFound(target, exception),
        SftpStatusException { Status: SftpStatus.NoConnection or SftpStatus.ConnectionLost } => Lost(exception, operation, target),
        SftpStatusException status => new BackupException(
            ErrorCode.StorageFailed, $"{operation} '{target}' failed: the server says '{(status.Message.Length > 0 ? status.Message : status.Status)}'.",
            "Look at the server's disk, its quota and its log; SFTP has no words for more.", target, exception),
        SftpProtocolException => new BackupException(
            ErrorCode.StorageFailed, $"{operation} '{target}' failed: {exception.Message}.", "Check that an SFTP server answers there.", target, exception),
        SshAuthenticationException => new BackupException(
            ErrorCode.StorageAccessDenied, $"{operation} '{target}' failed, as the server does not let this user in: {exception.Message.TrimEnd('.')}.",
            "Check the user's name, and the password or the key.", target, exception),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => new BackupException(
            ErrorCode.StorageFailed, $"{operation} '{target}' failed, as there is no host of that name.", "Check the name.", target, exception),
        SshConnectionException { DisconnectReason: Renci.SshNet.Messages.Transport.DisconnectReason.KeyExchangeFailed } => new BackupException(
            ErrorCode.StorageFailed, $"{operation} '{target}' failed, as no common way to speak was found: {exception.Message.TrimEnd('.')}.",
            "The server wants algorithms that are too weak; update it.", target, exception),
        _ => Lost(exception, operation, target),
    };

    /// <summary>The error for a folder that does not exist.</summary>
    public static BackupException NotFound(string target, Exception? exception = null) => new(
        ErrorCode.StorageNotFound, $"The folder '{target}' does not exist.", "Check the path; the first backup into a folder creates it.", target, exception);

    private static BackupException Lost(Exception exception, string operation, string target) => new(
        ErrorCode.StorageFailed, $"{operation} '{target}' failed, as the connection could not be made or was lost: {exception.Message.TrimEnd('.')}.",
        "Check the host, the port and the network.", target, exception, isTransient: true);
}
