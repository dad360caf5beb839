using System.Globalization;
using BackupTools.Abstractions;

namespace BackupTools.Engines.MySql.Contents;

/// <summary>What the bytes of a chunk must be, before a server or an export gets to see them.</summary>
internal static class ChunkRules
{
    /// <summary>Checks the form of a chunk's rows, their number, and that each has a value for every column.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/>, naming table, chunk and what is wrong.</exception>
    public static void Check(ArchiveManifest manifest, ArchiveChunk chunk, ReadOnlySpan<byte> raw, int columns)
    {
        string? problem = LoadRows.FindProblem(raw);
        if (problem is null && chunk.Rows is { } rows && raw.Count((byte)'\n') is int count && count != rows)
            problem = string.Create(CultureInfo.InvariantCulture, $"has {count:N0} rows instead of {rows:N0}");
        if (problem is null && LoadRows.FindUneven(raw, columns) is { } row)
            problem = string.Create(CultureInfo.InvariantCulture, $"has a row {row:N0} with another number of values than the {columns:N0} columns");
        if (problem is null)
            return;
        ArchiveObject item = manifest.Objects[chunk.ObjectIndex];
        throw new BackupException(
            ErrorCode.ArchiveDamaged, string.Create(CultureInfo.InvariantCulture, $"Chunk {chunk.Index} of the table '{item.Name}' ({chunk.ContentName}) {problem}."),
            "Use another copy of this backup, or another backup.", item.Name);
    }
}
