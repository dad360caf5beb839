using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>
/// Loads the chunks of a run by one COPY. The server works on one chunk while the next is read, decompressed and checked.
/// What fails takes back the rows of the whole run.
/// </summary>
/// <param name="run">The chunks.</param>
/// <param name="contents">What is restored.</param>
/// <param name="archive">The archive, of which chunks are read again where the COPY has to be begun anew.</param>
/// <param name="path">The database's own search path, for what is not found without it.</param>
internal sealed class RunLoad(LoadRun run, RestoreContents contents, IArchiveContents archive, OwnSearchPath path)
{
    private IRowInput? _input;
    private int _sent;
    private bool _hasOwnPath;

    /// <summary>True where the session is fit for other work after a failure.</summary>
    public bool IsSessionClean { get; private set; }

    private ArchiveObject Table => contents.Manifest.Objects[run.ObjectIndex];

    /// <summary>Loads the next chunk.</summary>
    /// <param name="connection">The session, the same for all chunks.</param>
    /// <param name="chunk">The chunk that comes next.</param>
    /// <param name="raw">Its rows.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <returns>How many rows the server took in all, once the last chunk is in; null before.</returns>
    /// <exception cref="BackupException"><see cref="ErrorCode.RestoreFailed"/>, naming table and chunk.</exception>
    public async Task<long?> AddAsync(IBulkConnection connection, ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        ChunkRules.Check(contents.Manifest, chunk, raw.Span);
        try
        {
            try
            {
                return await SendAsync(connection, raw, cancellationToken);
            }
            catch (BackupException e) when (!_hasOwnPath && RestoreErrors.IsOfStatement(e) && OwnSearchPath.MayHelp(e))
            {
                await BeginAnewAsync(connection, cancellationToken);
                return await SendAsync(connection, raw, cancellationToken);
            }
        }
        catch (BackupException e) when (RestoreErrors.IsOfStatement(e))
        {
            IsSessionClean = !_hasOwnPath && await TryRollBackAsync(connection, cancellationToken);
            (ArchiveChunk failed, BackupException error) = CopyLine.Place(e, Table.Name, run, chunk);
            throw RestoreErrors.ChunkFailed(Table, failed, error);
        }
    }

    private async Task<long?> SendAsync(IBulkConnection connection, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        _input ??= await BeginAsync(connection, cancellationToken);
        await _input.WriteAsync(raw, cancellationToken);
        _sent++;
        if (_sent < run.Chunks.Count)
            return null;
        long taken = await _input.EndAsync(cancellationToken);
        if (run.Rows is { } rows && taken != rows)
            throw RestoreErrors.RowsDiffer(Table, run.Chunks[0], rows, taken);
        if (run.IsFrozen)
            await connection.ExecuteAsync("COMMIT", cancellationToken);
        if (_hasOwnPath)
            await connection.ExecuteAsync(OwnSearchPath.End, cancellationToken);
        return taken;
    }

    private async Task<IRowInput> BeginAsync(IBulkConnection connection, CancellationToken cancellationToken)
    {
        string table = SqlText.Name(Table.Schema, Table.Name);
        if (_hasOwnPath)
            await connection.ExecuteAsync(path.Begin, cancellationToken);
        if (run.IsFrozen)
            await connection.ExecuteAsync($"BEGIN; TRUNCATE TABLE ONLY {table}", cancellationToken);
        return await connection.BeginCopyInAsync(
            $"COPY {table}{contents.ColumnList(run.ObjectIndex)} FROM STDIN{(run.IsFrozen ? " WITH (FREEZE)" : "")}", cancellationToken);
    }

    /// <summary>Takes back what was sent, and sends it again with the database's own search path, as far as before the present chunk.</summary>
    private async Task BeginAnewAsync(IBulkConnection connection, CancellationToken cancellationToken)
    {
        if (run.IsFrozen)
            await connection.ExecuteAsync("ROLLBACK", cancellationToken);
        _hasOwnPath = true;
        int before = Math.Min(_sent, run.Chunks.Count - 1);
        _sent = 0;
        _input = null;
        ChunkBuffer buffer = new();
        foreach (ArchiveChunk chunk in run.Chunks.Take(before))
        {
            await archive.ReadChunkAsync(chunk, buffer, cancellationToken);
            await SendAsync(connection, buffer.WrittenMemory, cancellationToken);
        }

        buffer.Release();
    }

    private async Task<bool> TryRollBackAsync(IBulkConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            if (run.IsFrozen)
                await connection.ExecuteAsync("ROLLBACK", cancellationToken);
            return true;
        }
        catch (BackupException)
        {
            // The error that led here counts.
            return false;
        }
    }
}
