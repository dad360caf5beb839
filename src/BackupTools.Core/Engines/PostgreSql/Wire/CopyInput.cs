using BackupTools.Engines.PostgreSql.Connections;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>
/// Sends the rows of one COPY FROM STDIN, and listens meanwhile: a server that fails says so long before the last row,
/// and one whose words nobody takes stops listening itself.
/// </summary>
/// <param name="session">The session, which has just been told to send.</param>
/// <param name="finish">Reads to the end of the statement's answer.</param>
internal sealed class CopyInput(WireSession session, Func<CancellationToken, Task<long>> finish)
{
    private const int SliceLength = 256 * 1024;

    private static readonly TimeSpan PatienceForReason = TimeSpan.FromSeconds(5);

    /// <summary>Sends the rows.</summary>
    /// <returns>How many the server took.</returns>
    public async Task<long> RunAsync(ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
    {
        Task<long> answer = finish(cancellationToken);
        try
        {
            byte[] header = new byte[5];
            while (rows.Length > 0 && !answer.IsCompleted)
            {
                ReadOnlyMemory<byte> slice = rows[..Math.Min(rows.Length, SliceLength)];
                MessageWriter.CopyDataHeader(header, slice.Length);
                await session.Output.WriteAsync(header, cancellationToken);
                await session.Output.WriteAsync(slice, cancellationToken);
                rows = rows[slice.Length..];
            }

            if (!answer.IsCompleted)
                await session.Output.WriteAsync(MessageWriter.CopyDone, cancellationToken);
        }
        catch (Exception e)
        {
            // The reason why the server has closed the connection is among what it said before.
            if (PostgreSqlErrors.IsDriver(e))
                await Task.WhenAny(answer, Task.Delay(PatienceForReason, cancellationToken));
            if (answer.IsFaulted)
                await answer;
            _ = answer.ContinueWith(static t => t.Exception, TaskScheduler.Default);
            throw;
        }

        return await answer;
    }
}
