namespace BackupTools.Storages.Shared;

/// <summary>
/// How large the parts of an upload are, where the maker limits their number and nobody knows how much will come: the first
/// thousand are small, the following ones each a little larger. An upload costs the memory of one part.
/// </summary>
/// <param name="first">The size of the first parts.</param>
/// <param name="growth">By how much each part after the first thousand is larger than the one before.</param>
internal sealed class PartSizes(int first, int growth)
{
    private const int EqualParts = 1000;

    /// <summary>The size of a part.</summary>
    /// <param name="number">Its number, from 1.</param>
    public int Of(int number) => checked(first + (Math.Max(0, number - EqualParts) * growth));

    /// <summary>How much fits into so many parts.</summary>
    /// <param name="count">The number of parts.</param>
    public long Total(int count)
    {
        long growing = Math.Max(0, count - EqualParts);
        return ((long)first * count) + (growing * (growing + 1) / 2 * growth);
    }
}
