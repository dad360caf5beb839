using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>
/// Checks an archive of tables by executing it in memory: its tables, and each chunk alone, whose rows are forgotten
/// again.
/// </summary>
internal sealed class TablesCheck : IArchiveCheck
{
    private readonly SqlStage _stage;
    private readonly object _gate = new();

    private TablesCheck(SqlStage stage) => _stage = stage;

    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/>.</exception>
    public static async Task<IArchiveCheck> OpenAsync(SqliteLibrary library, IArchiveContents archive, CancellationToken cancellationToken)
    {
        SqlStage stage = new(library, archive, SchemaParts.Everything);
        try
        {
            await stage.PrepareInMemoryAsync(cancellationToken);
            return new TablesCheck(stage);
        }
        catch (SqliteException e)
        {
            stage.Dispose();
            throw Damaged(archive.Manifest, "its scripts cannot be executed", e);
        }
        catch
        {
            stage.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Check(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            try
            {
                _stage.Try(chunk, raw, cancellationToken);
            }
            catch (SqliteException e)
            {
                throw Damaged(_stage.Manifest, $"the chunk '{chunk.ContentName}' cannot be executed", e);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stage.Dispose();

    private static BackupException Damaged(ArchiveManifest manifest, string what, SqliteException error) => new(
        ErrorCode.ArchiveDamaged, $"The archive of '{manifest.Database}' is damaged: {what}: {error.Message}.",
        "Use another copy of this backup, or another backup.", manifest.Database, error);
}
