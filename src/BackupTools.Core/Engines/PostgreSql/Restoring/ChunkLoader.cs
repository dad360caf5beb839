using System.Collections.Concurrent;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>Writes chunks into the tables that are there for them.</summary>
/// <param name="contents">What is restored.</param>
/// <param name="inTransaction">True where all chunks are loaded within one transaction.</param>
internal sealed class ChunkLoader(RestoreContents contents, bool inTransaction = false)
{
    private const string LargeObjectTable = "pg_temp.backuptools_large_objects";

    private readonly ConcurrentDictionary<int, bool> _needOwnPath = [];
    private readonly OwnSearchPath _path = new(contents.AllEntries);

    /// <summary>What was loaded.</summary>
    public LoadedRows Rows { get; } = new(contents);

    /// <summary>Loads one chunk over a session that is ready for it.</summary>
    /// <param name="connection">The session.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="raw">Its rows.</param>
    /// <param name="into">A table that takes the rows instead of their own; null for their own.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.RestoreFailed"/>, naming table and chunk.</exception>
    public async Task LoadAsync(
        IBulkConnection connection, ArchiveChunk chunk, ReadOnlyMemory<byte> raw, string? into, CancellationToken cancellationToken)
    {
        ArchiveObject table = contents.Manifest.Objects[chunk.ObjectIndex];
        ChunkRules.Check(contents.Manifest, chunk, raw.Span);
        long taken;
        try
        {
            taken = table.Kind == ArchiveObjects.LargeObjects
                ? await LoadLargeObjectsAsync(connection, raw, cancellationToken)
                : await CopyAsync(connection, chunk.ObjectIndex, CopyStatement(chunk.ObjectIndex, into), raw, cancellationToken);
        }
        catch (BackupException e) when (RestoreErrors.IsOfStatement(e))
        {
            throw RestoreErrors.ChunkFailed(table, chunk, e);
        }

        if (chunk.Rows is { } rows && taken != rows)
            throw RestoreErrors.RowsDiffer(table, chunk, rows, taken);
        Rows.Add(chunk.ObjectIndex, taken, chunks: 1);
    }

    /// <summary>Within a transaction, what failed is taken back first, so that it can be tried again.</summary>
    private async Task<long> CopyAsync(
        IBulkConnection connection, int objectIndex, string sql, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        if (!_needOwnPath.ContainsKey(objectIndex))
        {
            if (inTransaction)
                await connection.ExecuteAsync("SAVEPOINT before_rows", cancellationToken);
            try
            {
                long taken = await connection.CopyInAsync(sql, raw, cancellationToken);
                if (inTransaction)
                    await connection.ExecuteAsync("RELEASE SAVEPOINT before_rows", cancellationToken);
                return taken;
            }
            catch (BackupException e) when (RestoreErrors.IsOfStatement(e) && OwnSearchPath.MayHelp(e))
            {
                if (inTransaction)
                    await connection.ExecuteAsync("ROLLBACK TO SAVEPOINT before_rows", cancellationToken);
                _needOwnPath[objectIndex] = true;
            }
        }

        // A session on which that fails is not used again.
        await connection.ExecuteAsync(_path.Begin, cancellationToken);
        long rows = await connection.CopyInAsync(sql, raw, cancellationToken);
        await connection.ExecuteAsync(OwnSearchPath.End, cancellationToken);
        return rows;
    }

    private string CopyStatement(int objectIndex, string? into)
    {
        ArchiveObject table = contents.Manifest.Objects[objectIndex];
        return $"COPY {into ?? SqlText.Name(table.Schema, table.Name)}{contents.ColumnList(objectIndex)} FROM STDIN";
    }

    /// <summary>
    /// The pieces go through a temporary table, because a value cannot be written into a large object by COPY. The
    /// objects themselves are there already.
    /// </summary>
    private static async Task<long> LoadLargeObjectsAsync(
        IBulkConnection connection, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            $"CREATE TEMPORARY TABLE IF NOT EXISTS {LargeObjectTable["pg_temp.".Length..]} (loid pg_catalog.oid, piece bigint, data bytea)", cancellationToken);
        long taken = await connection.CopyInAsync($"COPY {LargeObjectTable} FROM STDIN", raw, cancellationToken);
        await connection.ExecuteAsync(
            $"SELECT pg_catalog.lo_put(loid, piece, data) FROM {LargeObjectTable} ORDER BY loid, piece; TRUNCATE {LargeObjectTable}", cancellationToken);
        return taken;
    }
}
