using System.Net.Sockets;

namespace BackupTools.Engines.Shared;

/// <summary>
/// A socket that is read by waiting for it on the thread that reads. A server sends rows in pieces of 8 KiB, and to be
/// woken for each few of them by way of two other threads costs more than the rows themselves. The socket must have been
/// connected by waiting, too: one for which the runtime once was asked to watch is watched for ever.
/// </summary>
internal sealed class WaitingStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    /// <summary>How long a stop may go unnoticed.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
        while (!Socket.Poll(Slice, SelectMode.SelectRead));
        return ValueTask.FromResult(Read(buffer.Span));
    }
}
