namespace BackupTools.Engines.Shared;

/// <summary>A part of the rows of a table, or of the large objects, that is read at once.</summary>
/// <param name="ObjectIndex">What it is a part of.</param>
/// <param name="From">The first page, oid or key; null where it is all there is.</param>
/// <param name="To">The last page, oid or key; null where it goes on to the end.</param>
/// <param name="Bytes">About how much it will give.</param>
internal record RowRange(int ObjectIndex, string? From, string? To, long Bytes);

/// <summary>A range that one statement of SQL reads.</summary>
/// <param name="ObjectIndex">What it is a part of.</param>
/// <param name="Copy">The statement.</param>
/// <param name="From">The first page, oid or key; null where it is all there is.</param>
/// <param name="To">The last page, oid or key; null where it goes on to the end.</param>
/// <param name="Bytes">About how much it will give.</param>
internal sealed record StatementRange(int ObjectIndex, string Copy, string? From, string? To, long Bytes) : RowRange(ObjectIndex, From, To, Bytes);
