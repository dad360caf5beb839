using BackupTools.Abstractions;
using BackupTools.Archive.Zip;

namespace BackupTools.Archive;

/// <summary>The other archives that an archive needs: each is opened when it is first needed, and then kept open.</summary>
internal sealed class ReferencedArchives(
    string display, IReadOnlyList<ArchiveReference> references, IArchivePlace? place, ArchiveKeys keys) : IAsyncDisposable
{
    private readonly Dictionary<string, ReferencedArchive> _archives = [];
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Opens the archive with the identity, and checks that it is that one.</summary>
    public async Task<ReferencedArchive> GetAsync(string id, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_archives.TryGetValue(id, out ReferencedArchive? archive))
            {
                archive = await OpenAsync(id, cancellationToken);
                _archives.Add(id, archive);
            }

            return archive;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ReferencedArchive archive in _archives.Values)
            await archive.DisposeAsync();
        _gate.Dispose();
    }

    private async Task<ReferencedArchive> OpenAsync(string id, CancellationToken cancellationToken)
    {
        ArchiveReference reference = references.FirstOrDefault(r => r.Id == id)
            ?? throw ArchiveErrors.Damaged(display, $"a chunk is in the archive {id}, which is not among the references");
        IStorageReader reader = await OpenReaderAsync(reference, cancellationToken);
        try
        {
            (ArchiveHeader header, _, _) = await HeaderReader.ReadAsync(reader, reference.Name, cancellationToken);
            if (header.Id != id)
            {
                throw ArchiveErrors.ReferenceMissing(
                    display, reference, $"and what has that name is another archive ({header.Id})");
            }

            DataKey? key = header.Encryption is null
                ? null
                : await KeyOpening.OpenAsync(reference.Name, reference, header, keys, place, cancellationToken);
            return new ReferencedArchive(reader, reference.Name, header, key);
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    private async Task<IStorageReader> OpenReaderAsync(ArchiveReference reference, CancellationToken cancellationToken)
    {
        if (place is null)
            throw ArchiveErrors.ReferenceMissing(display, reference, "and no place was given to look for it");
        try
        {
            return await place.OpenReferenceAsync(reference, cancellationToken);
        }
        catch (BackupException e) when (e.Code is ErrorCode.ArchiveNotFound or ErrorCode.StorageNotFound)
        {
            throw ArchiveErrors.ReferenceMissing(display, reference, "which is not there", e);
        }
    }
}
