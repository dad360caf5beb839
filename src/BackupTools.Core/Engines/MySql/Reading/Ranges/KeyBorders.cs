using System.Globalization;
using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Reading.Ranges;

/// <summary>A key at which one range ends and the next begins.</summary>
/// <param name="Values">A constant for each column of the key, as SQL.</param>
/// <param name="Text">The same as the manifest says it.</param>
/// <param name="Before">The last key that can come before it; null where that is not known.</param>
internal sealed record KeyBorder(IReadOnlyList<string> Values, string Text, string? Before = null);

/// <summary>
/// Finds the keys at which a table is cut. They are the same in the next backup, as far as the rows are: a border depends on its own
/// key, and not on how many rows come before it.
/// </summary>
internal static class KeyBorders
{
    /// <summary>How much longer than its number of rows the way from the smallest to the largest number may be, to be cut into equal pieces.</summary>
    private const int MostGaps = 8;

    /// <summary>How many times as many ranges there may be as the size of the table asks for.</summary>
    private const int MostOfExpected = 4;

    /// <summary>The borders, ascending.</summary>
    /// <param name="view">The session that sees the rows.</param>
    /// <param name="table">The table, which has a key.</param>
    /// <param name="chunkSize">How much a range should give.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static async Task<IReadOnlyList<KeyBorder>> FindAsync(
        ControlSession view, StoredTable table, int chunkSize, CancellationToken cancellationToken)
    {
        if (table.DataBytes <= 2L * chunkSize || table.RangeKey.Count == 0)
            return [];
        if (ColumnTypes.IsInteger(table.RangeKey[0].Column) && await FindNumbersAsync(view, table, chunkSize, cancellationToken) is { } numbers)
            return numbers;
        return await SampleAsync(view, table, chunkSize, cancellationToken);
    }

    /// <summary>Multiples of a power of two; null where the numbers have so many gaps that the pieces would be very unequal.</summary>
    private static async Task<IReadOnlyList<KeyBorder>?> FindNumbersAsync(
        ControlSession view, StoredTable table, int chunkSize, CancellationToken cancellationToken)
    {
        string column = SqlText.Name(table.RangeKey[0].Column.Name);
        List<(string? Least, string? Most)> ends = await view.QueryAsync(
            $"SELECT CAST(MIN({column}) AS CHAR), CAST(MAX({column}) AS CHAR) FROM {SqlText.Name(table.Name)}",
            row => (row.Text(0), row.Text(1)), cancellationToken);
        if (!Int128.TryParse(ends[0].Least, CultureInfo.InvariantCulture, out Int128 least) || !Int128.TryParse(ends[0].Most, CultureInfo.InvariantCulture, out Int128 most))
            return [];
        Int128 span = most - least + 1;
        if (table.RangeKey.Count == 1 && span > (Int128)MostGaps * Math.Max(1, table.EstimatedRows))
            return null;
        // The first column of several may have few values, each with many rows; then whole keys are better borders.
        if (table.RangeKey.Count > 1 && span < 4 * table.DataBytes / chunkSize)
            return null;
        Int128 step = 1;
        while (step * 2 * table.DataBytes <= span * chunkSize)
            step *= 2;
        Int128 first = least >= 0 ? least / step * step : -((-least + step - 1) / step * step);
        List<KeyBorder> borders = [];
        for (Int128 at = first + step; at <= most; at += step)
        {
            string text = at.ToString(CultureInfo.InvariantCulture);
            borders.Add(new KeyBorder([text], text, (at - 1).ToString(CultureInfo.InvariantCulture)));
        }

        return borders;
    }

    /// <summary>Keys whose checksum ends in zeros: about every so manieth, the same ones each time.</summary>
    private static async Task<IReadOnlyList<KeyBorder>> SampleAsync(
        ControlSession view, StoredTable table, int chunkSize, CancellationToken cancellationToken)
    {
        double rowsOfChunk = Math.Max(1, table.EstimatedRows) * (double)chunkSize / Math.Max(1, table.DataBytes);
        long every = 1;
        while (every * 2 <= rowsOfChunk)
            every *= 2;
        // The server's statistics may know of far fewer rows than there are.
        long most = MostOfExpected * (table.DataBytes / chunkSize + 1);
        while (true)
        {
            IReadOnlyList<KeyBorder> borders = await SampleAsync(view, table, every, most + 1, cancellationToken);
            if (borders.Count <= most)
                return borders;
            every *= 2;
        }
    }

    private static async Task<IReadOnlyList<KeyBorder>> SampleAsync(
        ControlSession view, StoredTable table, long every, long limit, CancellationToken cancellationToken)
    {
        IEnumerable<string> names = table.RangeKey.Select(k => SqlText.Name(k.Column.Name));
        string order = string.Join(", ", names);
        string values = string.Join(", ", table.RangeKey.Select(k => ValueOf(k.Column)));
        return await view.QueryAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                SELECT {values} FROM {SqlText.Name(table.Name)} FORCE INDEX ({SqlText.Name(table.RangeIndex)})
                WHERE CRC32(CONCAT_WS(',', {values})) % {every} = 0 ORDER BY {order} LIMIT {limit}
                """),
            row =>
            {
                string[] texts = [.. table.RangeKey.Select((_, i) => row.TextOrEmpty(i))];
                return new KeyBorder([.. table.RangeKey.Select((k, i) => Constant(k.Column, texts[i]))], string.Join(',', texts));
            },
            cancellationToken);
    }

    private static string ValueOf(StoredColumn column)
    {
        string name = SqlText.Name(column.Name);
        return ColumnTypes.IsText(column) || ColumnTypes.IsBinary(column) ? $"HEX({name})" : $"CAST({name} AS CHAR)";
    }

    private static string Constant(StoredColumn column, string text)
    {
        if (ColumnTypes.IsBinary(column))
            return $"x'{text}'";
        if (!ColumnTypes.IsText(column))
            return ColumnTypes.IsInteger(column) || column.DataType == "decimal" ? text : SqlText.Literal(text);
        string characters = column.CharacterSet is { } set && DatabaseCollation.IsPlain(set) ? set : "binary";
        return $"_{characters} x'{text}'";
    }
}
