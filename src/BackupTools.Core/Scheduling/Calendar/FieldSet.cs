using System.Globalization;
using System.Numerics;

namespace BackupTools.Scheduling;

/// <summary>The values that a field of a calendar rule may have.</summary>
/// <param name="Least">The least that there is.</param>
/// <param name="Most">The greatest that there is.</param>
/// <param name="Bits">A bit for each value that is meant, that of 0 first.</param>
internal readonly record struct FieldSet(int Least, int Most, ulong Bits)
{
    public bool IsFull => Bits == All(Least, Most).Bits;

    public bool IsEmpty => Bits == 0;

    public int Count => BitOperations.PopCount(Bits);

    public IEnumerable<int> Values
    {
        get
        {
            for (int value = Least; value <= Most; value++)
            {
                if (Contains(value))
                    yield return value;
            }
        }
    }

    public static FieldSet All(int least, int most) => new(least, most, ((1UL << (most - least + 1)) - 1) << least);

    public static FieldSet Of(int least, int most, params IEnumerable<int> values) =>
        new(least, most, values.Aggregate(0UL, (bits, value) => bits | (1UL << value)));

    public bool Contains(int value) => (Bits & (1UL << value)) != 0;

    /// <summary>True where the field means one value only.</summary>
    public bool Is(int value) => Bits == 1UL << value;

    /// <summary>The step of values that lie equally far from each other all over the range, from the first to the end; null where they do not.</summary>
    public int? Step()
    {
        int[] values = [.. Values];
        if (values.Length < 3)
            return null;
        int step = values[1] - values[0];
        bool isEven = Enumerable.Range(1, values.Length - 1).All(i => values[i] - values[i - 1] == step);
        return isEven && step > 1 && values[0] - Least < step && values[^1] + step > Most ? step : null;
    }

    /// <summary>The values, those that follow each other as ranges.</summary>
    /// <param name="range">What stands between the ends of a range.</param>
    /// <param name="format">How a value is written.</param>
    public string ToRanges(string range, Func<int, string>? format = null)
    {
        format ??= value => value.ToString(CultureInfo.InvariantCulture);
        List<string> parts = [];
        int[] values = [.. Values];
        for (int i = 0, end; i < values.Length; i = end + 1)
        {
            for (end = i; end + 1 < values.Length && values[end + 1] == values[end] + 1;)
                end++;
            if (end - i >= 2)
                parts.Add(format(values[i]) + range + format(values[end]));
            else
                parts.AddRange(values[i..(end + 1)].Select(format));
        }

        return string.Join(',', parts);
    }
}
