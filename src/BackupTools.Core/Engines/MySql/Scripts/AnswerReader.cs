using System.Text;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Wire;

namespace BackupTools.Engines.MySql.Scripts;

/// <summary>Reads what a server answers to a statement, rows of any length among it, and keeps a few of them where that is asked for.</summary>
internal sealed class AnswerReader(WireSession session)
{
    private const byte LocalFileMarker = 0xFB;
    private const byte EndMarker = 0xFE;
    private const int LongestEnd = 0xFFFFFF;
    private const int MostKept = 100;

    /// <summary>Reads all of it.</summary>
    /// <param name="rows">Receives the values of the rows; null to throw them away.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ServerException">Where the statement has failed.</exception>
    public async Task<ScriptAnswer> ReadAsync(List<string?[]>? rows, CancellationToken cancellationToken)
    {
        long changed = 0;
        int warnings = 0;
        while (true)
        {
            ScriptAnswer answer = await ReadOneAsync(rows, cancellationToken);
            changed += answer.Rows;
            warnings += answer.Warnings;
            if (!answer.HasMore)
                return answer with { Rows = changed, Warnings = warnings };
        }
    }

    private async Task<ScriptAnswer> ReadOneAsync(List<string?[]>? rows, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> payload = await session.Packets.ReadAsync(cancellationToken);
        if (payload.Length == 0)
            throw new ProtocolException("an empty answer");
        switch (payload.Span[0])
        {
            case ErrorPacket.Marker:
                throw ErrorPacket.Read(payload.Span);
            case LocalFileMarker:
                throw new ProtocolException("a request for a file of this machine, which nobody has offered");
            case 0:
                return Done(payload.Span);
        }

        PacketText text = new(payload.Span);
        ulong columns = text.Number();
        for (ulong i = 0; i < columns; i++)
            await DefinitionAsync(cancellationToken);
        if (!session.EndsWithoutEof)
            await DefinitionAsync(cancellationToken);
        while (true)
        {
            if (await RowAsync(rows, (int)columns, cancellationToken) is { } end)
                return end;
        }
    }

    private async Task DefinitionAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> payload = await session.Packets.ReadAsync(cancellationToken);
        if (payload.Length > 0 && payload.Span[0] == ErrorPacket.Marker)
            throw ErrorPacket.Read(payload.Span);
    }

    /// <summary>Reads a row, or what follows the last one.</summary>
    private async Task<ScriptAnswer?> RowAsync(List<string?[]>? rows, int columns, CancellationToken cancellationToken)
    {
        while (session.Packets.Buffered.Length < PacketReader.HeaderLength + 1)
            await session.Packets.FillAsync(cancellationToken);
        int length = PacketReader.LengthOf(session.Packets.Buffered);
        byte first = session.Packets.Buffered[PacketReader.HeaderLength];
        bool isEnd = first == EndMarker && length < (session.EndsWithoutEof ? LongestEnd : 9);
        if (isEnd || first == ErrorPacket.Marker || (rows is { Count: < MostKept } && length < LongestEnd))
        {
            ReadOnlyMemory<byte> payload = await session.Packets.ReadAsync(cancellationToken);
            if (first == ErrorPacket.Marker)
                throw ErrorPacket.Read(payload.Span);
            if (isEnd)
                return session.EndsWithoutEof ? Done(payload.Span) : Ended(payload.Span);
            rows!.Add(Values(payload.Span, columns));
            return null;
        }

        bool goesOn;
        do
            goesOn = await ThrowAwayAsync(cancellationToken);
        while (goesOn);
        return null;
    }

    /// <summary>Passes over a packet of any length.</summary>
    /// <returns>True where the row goes on in the next one.</returns>
    private async Task<bool> ThrowAwayAsync(CancellationToken cancellationToken)
    {
        while (session.Packets.Buffered.Length < PacketReader.HeaderLength)
            await session.Packets.FillAsync(cancellationToken);
        int length = PacketReader.LengthOf(session.Packets.Buffered);
        session.Packets.CheckSequence(session.Packets.Buffered);
        session.Packets.Take(PacketReader.HeaderLength);
        for (int left = length; left > 0;)
        {
            if (session.Packets.Buffered.Length == 0)
                await session.Packets.FillAsync(cancellationToken);
            int count = Math.Min(left, session.Packets.Buffered.Length);
            session.Packets.Take(count);
            left -= count;
        }

        return length == PacketReader.FullPacket;
    }

    private static ScriptAnswer Done(ReadOnlySpan<byte> payload)
    {
        PacketText text = new(payload);
        text.Byte();
        ulong rows = text.Number();
        text.Number();
        int status = text.UInt16();
        return new ScriptAnswer((long)Math.Min(rows, long.MaxValue), text.UInt16(), status);
    }

    private static ScriptAnswer Ended(ReadOnlySpan<byte> payload)
    {
        PacketText text = new(payload);
        text.Byte();
        int warnings = text.UInt16();
        return new ScriptAnswer(0, warnings, text.UInt16());
    }

    private static string?[] Values(ReadOnlySpan<byte> payload, int columns)
    {
        string?[] values = new string?[columns];
        PacketText text = new(payload);
        for (int i = 0; i < columns; i++)
        {
            ReadOnlySpan<byte> value = text.Field(out bool isNull);
            values[i] = isNull ? null : Encoding.UTF8.GetString(value);
        }

        return values;
    }
}
