namespace BackupTools.Storages.Sftp.Wire;

/// <summary>Two streams of bytes between an SFTP server and this process.</summary>
internal interface ISftpChannel : IDisposable
{
    /// <summary>Hands over what has come. The bytes are good until the handler returns.</summary>
    Action<ArraySegment<byte>>? Received { get; set; }

    /// <summary>Says that nothing comes any more, and why; null where the server simply ended it.</summary>
    Action<Exception?>? Closed { get; set; }

    /// <summary>Sends bytes; waits where the server has no room for them.</summary>
    void Send(byte[] buffer, int offset, int count);
}
