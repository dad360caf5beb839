namespace BackupTools.Engines.MySql.Wire;

/// <summary>Sends rows.</summary>
internal sealed partial class WireConnection
{
    /// <summary>Runs a <c>LOAD DATA LOCAL</c> and sends its rows, whatever file the server asks for.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="rows">What stands for its file.</param>
    /// <param name="title">What errors call it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<LoadAnswer> LoadAsync(ReadOnlyMemory<byte> sql, ReadOnlyMemory<byte> rows, string title, CancellationToken cancellationToken)
    {
        CheckUsable(title);
        _isBusy = true;
        try
        {
            await _session.SendQueryAsync(sql, cancellationToken);
            ReadOnlyMemory<byte> payload = await _session.Packets.ReadAsync(cancellationToken);
            if (payload.Length > 0 && payload.Span[0] == LocalFileMarker)
            {
                await _session.SendFileAsync(rows, cancellationToken);
                payload = await _session.Packets.ReadAsync(cancellationToken);
            }

            if (payload.Length > 0 && payload.Span[0] == ErrorPacket.Marker)
                throw ErrorPacket.Read(payload.Span);
            LoadAnswer answer = LoadAnswer.Read(payload.Span);
            _isBusy = false;
            return answer;
        }
        catch (Exception e)
        {
            throw await FailAsync(e, title, cancellationToken);
        }
    }
}
