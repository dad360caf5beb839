using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Text;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Reading.Ranges;

/// <summary>Writes the statements that read a table.</summary>
internal static class TableRanges
{
    /// <summary>The ranges, ascending. The first has no beginning and the last no end: nothing falls between them, whatever the borders are.</summary>
    /// <param name="table">The table.</param>
    /// <param name="objectIndex">Its place among the objects.</param>
    /// <param name="borders">Where it is cut; empty for one range.</param>
    /// <param name="chunkSize">How much a range should give.</param>
    public static IEnumerable<RowRange> Cut(StoredTable table, int objectIndex, IReadOnlyList<KeyBorder> borders, int chunkSize)
    {
        string select = $"SELECT {string.Join(", ", table.CopiedColumns.Select(c => ColumnTypes.Select(c, table.Name)))} FROM {SqlText.Name(table.Name)}";
        if (table.HasHistory)
            select += " FOR SYSTEM_TIME ALL";
        if (table.RangeKey.Count > 0)
            select += $" FORCE INDEX ({SqlText.Name(table.RangeIndex)})";
        string order = Order(table);
        if (borders.Count == 0)
        {
            yield return new StatementRange(objectIndex, select + order, null, null, table.DataBytes);
            yield break;
        }

        for (int i = 0; i <= borders.Count; i++)
        {
            KeyBorder? from = i == 0 ? null : borders[i - 1];
            KeyBorder? to = i == borders.Count ? null : borders[i];
            IReadOnlyList<KeyColumn> key = [.. table.RangeKey.Take((from ?? to)!.Values.Count)];
            string[] conditions =
            [
                .. from is null ? [] : (string[])[KeyCondition.From(key, from.Values)],
                .. to is null ? [] : (string[])[KeyCondition.Before(key, to.Values)],
            ];
            string where = string.Join(" AND ", conditions.Select(c => $"({c})"));
            yield return new StatementRange(
                objectIndex, $"{select} WHERE {where}{order}", from?.Text, to?.Before, chunkSize);
        }
    }

    /// <summary>The order in which the rows lie, so that the same rows make the same chunks.</summary>
    private static string Order(StoredTable table) => table.RangeKey.Count == 0 || table.RangeKey[0].IsDescending
        ? ""
        : $" ORDER BY {string.Join(", ", table.RangeKey.Select(k => SqlText.Name(k.Column.Name)))}";
}
