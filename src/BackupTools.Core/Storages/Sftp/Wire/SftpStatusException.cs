namespace BackupTools.Storages.Sftp.Wire;

/// <summary>The server says that it did not do what it was asked for.</summary>
/// <param name="status">Its code.</param>
/// <param name="message">Its words.</param>
internal sealed class SftpStatusException(SftpStatus status, string message) : Exception(message)
{
    public SftpStatus Status { get; } = status;
}

/// <summary>The codes of version 3.</summary>
internal enum SftpStatus : uint
{
    Ok = 0,
    EndOfFile = 1,
    NoSuchFile = 2,
    PermissionDenied = 3,
    Failure = 4,
    BadMessage = 5,
    NoConnection = 6,
    ConnectionLost = 7,
    Unsupported = 8,
}
