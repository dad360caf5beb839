using System.Text;
using BackupTools.Engines.PostgreSql.Connections;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>What a server says to a statement, to the end at which the next one can be sent.</summary>
internal static class StatementAnswer
{
    /// <summary>Reads to the end of a statement's answer.</summary>
    /// <param name="session">The session that has sent it.</param>
    /// <param name="encoding">The encoding of the session's messages.</param>
    /// <param name="first">A message that has been read already.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>How many rows its tag counts.</returns>
    /// <exception cref="StatementException">Where the server refuses it, and the session can go on.</exception>
    public static async Task<long> ReadAsync(WireSession session, Encoding encoding, Message? first, CancellationToken cancellationToken)
    {
        ServerException? error = null;
        long rows = -1;
        for (Message message = first ?? await session.Reader.ReadAsync(cancellationToken);
            message.Type != 'Z';
            message = await ReadOrThrowAsync(session, error, cancellationToken))
        {
            switch (message.Type)
            {
                case (byte)'E':
                    error ??= ErrorResponse.Parse(message.Body.Span, encoding);
                    break;
                case (byte)'C':
                    rows = Statement.RowsOf(message.Body.Span);
                    break;
                case (byte)'G':
                    await session.Output.WriteAsync(MessageWriter.CopyFail("there are no rows for it"), cancellationToken);
                    break;
                case (byte)'T' or (byte)'D' or (byte)'I' or (byte)'H' or (byte)'d' or (byte)'c':
                    break;
                default:
                    throw MessageReader.NotTheProtocol($"message {message.Type} after a statement");
            }
        }

        return error is null ? rows : throw new StatementException(error);
    }

    /// <summary>Reads on; where the server has ended the session after an error, throws that.</summary>
    private static async Task<Message> ReadOrThrowAsync(WireSession session, ServerException? error, CancellationToken cancellationToken)
    {
        try
        {
            return await session.Reader.ReadAsync(cancellationToken);
        }
        catch (IOException) when (error is not null)
        {
            throw error;
        }
    }
}

/// <summary>An error after which the stream of messages is in order.</summary>
internal sealed class StatementException(ServerException server) : Exception(server.Message, server)
{
    /// <summary>What the server said.</summary>
    public ServerException Server { get; } = server;
}
