using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Bson;

namespace BackupTools.Engines.MongoDb.Contents;

/// <summary>What the bytes of a chunk must be, before a server or an export gets to see them.</summary>
internal static class ChunkRules
{
    /// <summary>Checks that a chunk is whole documents, and as many as the archive says.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/>, naming collection, chunk and what is wrong.</exception>
    public static void Check(ArchiveManifest manifest, ArchiveChunk chunk, ReadOnlySpan<byte> raw)
    {
        try
        {
            long count = BsonRules.Check(raw);
            if (chunk.Rows is { } rows && rows != count)
                throw Damaged(string.Create(CultureInfo.InvariantCulture, $"has {count:N0} documents instead of {rows:N0}"));
        }
        catch (BsonFormatException e)
        {
            throw Damaged(e.Message);
        }

        BackupException Damaged(string problem) => new(
            ErrorCode.ArchiveDamaged,
            string.Create(CultureInfo.InvariantCulture, $"Chunk {chunk.Index} of the collection '{manifest.Objects[chunk.ObjectIndex].Name}' ({chunk.ContentName}) {problem}."),
            "Use another copy of this backup, or another backup.", manifest.Objects[chunk.ObjectIndex].Name);
    }
}
