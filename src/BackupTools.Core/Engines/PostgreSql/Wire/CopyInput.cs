using BackupTools.Engines.PostgreSql.Connections;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>
/// Sends the rows of one COPY FROM STDIN, and listens meanwhile: a server that fails says so long before the last row,
/// and one whose words nobody takes stops listening itself.
/// </summary>
internal sealed class CopyInput
{
    private const int SliceLength = 256 * 1024;

    private static readonly TimeSpan PatienceForReason = TimeSpan.FromSeconds(5);

    private readonly WireSession _session;
    private readonly Task<long> _answer;
    private readonly byte[] _header = new byte[5];

    /// <summary>Begins to listen.</summary>
    /// <param name="session">The session, which has just been told to send.</param>
    /// <param name="answer">Reads to the end of the statement's answer.</param>
    public CopyInput(WireSession session, Task<long> answer)
    {
        _session = session;
        _answer = answer;

        // Of a COPY that is given up nobody asks what came of it.
        _ = answer.ContinueWith(static t => t.Exception, TaskContinuationOptions.OnlyOnFaulted);
    }

    /// <summary>Sends rows, unless the server has said already that it takes no more: then that is thrown.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> rows, CancellationToken cancellationToken) => GuardAsync(
        async () =>
        {
            while (rows.Length > 0 && !_answer.IsCompleted)
            {
                ReadOnlyMemory<byte> slice = rows[..Math.Min(rows.Length, SliceLength)];
                MessageWriter.CopyDataHeader(_header, slice.Length);
                await _session.Output.WriteAsync(_header, cancellationToken);
                await _session.Output.WriteAsync(slice, cancellationToken);
                rows = rows[slice.Length..];
            }

            if (_answer.IsCompleted)
                await _answer;
        },
        cancellationToken);

    /// <summary>Says that these were all.</summary>
    /// <returns>How many rows the server took.</returns>
    public async Task<long> EndAsync(CancellationToken cancellationToken)
    {
        if (!_answer.IsCompleted)
            await GuardAsync(async () => await _session.Output.WriteAsync(MessageWriter.CopyDone, cancellationToken), cancellationToken);
        return await _answer;
    }

    private async Task GuardAsync(Func<Task> send, CancellationToken cancellationToken)
    {
        try
        {
            await send();
        }
        catch (Exception e)
        {
            // The reason why the server has closed the connection is among what it said before.
            if (PostgreSqlErrors.IsDriver(e))
                await Task.WhenAny(_answer, Task.Delay(PatienceForReason, cancellationToken));
            if (_answer.IsFaulted)
                await _answer;
            throw;
        }
    }
}
