namespace BackupTools.Storages.Sftp.Wire;

/// <summary>The connection is gone; another one may do.</summary>
/// <param name="reason">What happened to it.</param>
internal sealed class SftpLostException(Exception reason) : Exception(reason.Message, reason);
