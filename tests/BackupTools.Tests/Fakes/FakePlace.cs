using BackupTools.Abstractions;
using BackupTools.Archive;

namespace BackupTools.Tests.Fakes;

/// <summary>A place with other archives, and with recipients that were added.</summary>
internal sealed class FakePlace(
    Func<ArchiveReference, CancellationToken, Task<IStorageReader>> openReference, IReadOnlyList<RecipientEntry>? recipients = null) : IArchivePlace
{
    public Task<IStorageReader> OpenReferenceAsync(ArchiveReference reference, CancellationToken cancellationToken) =>
        openReference(reference, cancellationToken);

    public Task<IReadOnlyList<RecipientEntry>> FindRecipientsAsync(
        ArchiveReference? reference, ArchiveHeader header, CancellationToken cancellationToken) =>
        Task.FromResult(recipients ?? []);
}
