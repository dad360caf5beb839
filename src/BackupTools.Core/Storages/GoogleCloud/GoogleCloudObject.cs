using StoredObject = Google.Apis.Storage.v1.Data.Object;

namespace BackupTools.Storages.GoogleCloud;

/// <summary>What the service says of an object, understood.</summary>
/// <param name="Generation">Which of those that had its name it is.</param>
/// <param name="Size">How many bytes it has.</param>
/// <param name="Crc32c">The checksum of the whole, as the service writes it.</param>
/// <param name="Mark">The mark of the writer that wrote it; null where another program did.</param>
/// <param name="KeptUntil">Until when nobody can remove it, UTC; null for no such time.</param>
/// <param name="IsHeld">Whether somebody holds it until he says otherwise.</param>
internal sealed record GoogleCloudObject(long Generation, long Size, string Crc32c, string? Mark, DateTime? KeptUntil, bool IsHeld)
{
    /// <summary>What of an object is asked for.</summary>
    public const string Fields = "generation,size,crc32c,metadata,retention,retentionExpirationTime,temporaryHold,eventBasedHold";

    /// <exception cref="IOException">Something is missing, or is none.</exception>
    public static GoogleCloudObject Of(StoredObject? found)
    {
        try
        {
            if (found is not { Generation: { } generation, Size: { } size, Crc32c: { } crc })
                throw new IOException("The service does not say what it has.");
            DateTimeOffset? own = found.Retention?.RetainUntilTimeDateTimeOffset, buckets = found.RetentionExpirationTimeDateTimeOffset;
            return new GoogleCloudObject(
                generation, checked((long)size), crc, found.Metadata?.TryGetValue(GoogleCloudRequests.MarkName, out string? mark) == true ? mark : null,
                (own > buckets || buckets is null ? own : buckets)?.UtcDateTime, found.TemporaryHold == true || found.EventBasedHold == true);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new IOException("The service says of an object what cannot be.");
        }
    }
}
