using System.Globalization;
using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Contents;

/// <summary>What the bytes of a chunk must be, before a server or an export gets to see them.</summary>
internal static class ChunkRules
{
    /// <summary>Checks the form of a chunk's rows, and their number.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/>, naming table, chunk and what is wrong.</exception>
    public static void Check(ArchiveManifest manifest, ArchiveChunk chunk, ReadOnlySpan<byte> raw)
    {
        string? problem = manifest.Objects[chunk.ObjectIndex].Kind == ArchiveObjects.LargeObjects
            ? LargeObjectRows.FindProblem(raw)
            : CopyRows.FindProblem(raw);
        if (problem is null && chunk.Rows is { } rows && raw.Count((byte)'\n') is int count && count != rows)
            problem = string.Create(CultureInfo.InvariantCulture, $"has {count:N0} rows instead of {rows:N0}");
        if (problem is not null)
            throw Damaged(manifest, chunk, problem);
    }

    /// <summary>Checks that every row has a value for each column.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/>.</exception>
    public static void CheckColumns(ArchiveManifest manifest, ArchiveChunk chunk, ReadOnlySpan<byte> raw, int columns)
    {
        if (CopyRows.FindUneven(raw, columns) is { } row)
            throw Damaged(manifest, chunk, string.Create(CultureInfo.InvariantCulture, $"has a row {row:N0} with another number of values than the {columns:N0} columns"));
    }

    private static BackupException Damaged(ArchiveManifest manifest, ArchiveChunk chunk, string problem)
    {
        ArchiveObject item = manifest.Objects[chunk.ObjectIndex];
        string what = item.Kind == ArchiveObjects.LargeObjects ? "the large objects" : $"the table '{item.Schema}.{item.Name}'";
        return new BackupException(
            ErrorCode.ArchiveDamaged,
            string.Create(CultureInfo.InvariantCulture, $"Chunk {chunk.Index} of {what} ({chunk.ContentName}) {problem}."),
            "Use another copy of this backup, or another backup.", $"{item.Schema}.{item.Name}");
    }
}
