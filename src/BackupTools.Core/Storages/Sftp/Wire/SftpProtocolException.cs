namespace BackupTools.Storages.Sftp.Wire;

/// <summary>What came is no answer of an SFTP server.</summary>
internal sealed class SftpProtocolException(string message) : Exception(message)
{
    public static SftpProtocolException CutShort() => new("an answer ends before what it announces");
}
