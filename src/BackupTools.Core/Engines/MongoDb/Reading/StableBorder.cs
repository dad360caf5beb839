using System.IO.Hashing;
using BackupTools.Engines.MongoDb.Bson;

namespace BackupTools.Engines.MongoDb.Reading;

/// <summary>
/// Says which documents chunks and ranges begin behind, from their ids alone: so that the same documents make the same chunks in the next
/// backup, whatever was written elsewhere in the collection meanwhile.
/// </summary>
internal static class StableBorder
{
    /// <summary>How many documents there are between borders, on average; a power of two.</summary>
    /// <param name="bytes">How many bytes there shall be between them.</param>
    /// <param name="documentSize">About how long a document is.</param>
    public static uint Spacing(long bytes, long documentSize)
    {
        ulong wanted = (ulong)Math.Clamp(bytes / Math.Max(16, documentSize), 1, 1 << 20);
        return 1u << (63 - System.Numerics.BitOperations.LeadingZeroCount(wanted));
    }

    /// <summary>True where a border is at a document.</summary>
    /// <param name="document">The document's bytes.</param>
    /// <param name="spacing">See <see cref="Spacing"/>.</param>
    public static bool IsAt(ReadOnlySpan<byte> document, uint spacing)
    {
        BsonElements elements = new(document);
        // Servers keep the id in the first place.
        return elements.Next() && elements.NameBytes.SequenceEqual("_id"u8) && (XxHash64.HashToUInt64(elements.Value, elements.Kind) & (spacing - 1)) == 0;
    }
}
