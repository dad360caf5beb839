using System.Buffers;

namespace BackupTools.Engines.MySql.Contents;

/// <summary>Rows in the form of <c>LOAD DATA</c>, as a backup writes them.</summary>
internal static class LoadRows
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("\\\0"u8);

    /// <summary>What is wrong with rows, as the end of a sentence whose subject is a chunk; null where nothing is.</summary>
    public static string? FindProblem(ReadOnlySpan<byte> rows)
    {
        if (rows.Length == 0)
            return null;
        if (rows[^1] != '\n')
            return "does not end with the end of a row";
        for (int at = 0; rows[at..].IndexOfAny(Special) is >= 0 and int found;)
        {
            at += found;
            if (rows[at] == 0)
                return "has a zero byte";
            byte escaped = rows[at + 1];
            bool isNull = escaped == 'N' && (at == 0 || rows[at - 1] is (byte)'\t' or (byte)'\n') && rows[at + 2] is (byte)'\t' or (byte)'\n';
            if (!isNull && escaped is not ((byte)'\\' or (byte)'n' or (byte)'t' or (byte)'0'))
                return "has a backslash that no backup writes there";
            at += 2;
        }

        return null;
    }

    /// <summary>The first row with another number of values than there are columns, from 1; null where none is.</summary>
    public static long? FindUneven(ReadOnlySpan<byte> rows, int columns)
    {
        long row = 0;
        while (rows.Length > 0)
        {
            row++;
            int end = rows.IndexOf((byte)'\n');
            if (rows[..end].Count((byte)'\t') != columns - 1)
                return row;
            rows = rows[(end + 1)..];
        }

        return null;
    }
}
