namespace BackupTools.Abstractions;

/// <summary>What a table holds, in two figures that do not depend on the order of its rows.</summary>
/// <param name="Schema">The schema, e.g. <c>main</c>.</param>
/// <param name="Name">The table's name.</param>
/// <param name="Rows">The number of rows; null where they cannot be read.</param>
/// <param name="Checksum">
/// The sum, modulo 2^64, of the XXH64 of every row's bytes; how a row becomes bytes is defined per
/// engine in ARCHIVE-FORMAT.md. Null where the engine cannot read the rows (the reason is then in
/// <paramref name="Note"/>).
/// </param>
/// <param name="Note">Why a figure is missing; null where none is.</param>
public sealed record TableContent(string Schema, string Name, long? Rows, ulong? Checksum, string? Note = null)
{
    /// <summary>True where both have the same rows and checksum.</summary>
    /// <param name="other">The table to compare with.</param>
    public bool SameAs(TableContent other) => Rows == other.Rows && Checksum == other.Checksum;
}
