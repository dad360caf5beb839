namespace BackupTools.Engines.Shared;

/// <summary>A part of the rows of a table, or of the large objects, that one statement reads.</summary>
/// <param name="ObjectIndex">What it is a part of.</param>
/// <param name="Copy">The statement.</param>
/// <param name="From">The first page or oid; null where it is all there is.</param>
/// <param name="To">The last page or oid; null where it goes on to the end.</param>
/// <param name="Bytes">About how much it will give.</param>
internal sealed record RowRange(int ObjectIndex, string Copy, string? From, string? To, long Bytes);
