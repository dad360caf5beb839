using System.Globalization;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Reading.Ranges;

/// <summary>
/// Cuts a table into ranges of pages. They begin at multiples of a power of two, so that they are the same from one
/// backup to the next while the table grows.
/// </summary>
internal static class TableRanges
{
    /// <summary>From this version on the server reads a range of pages without reading those before it.</summary>
    private const int FirstVersionWithRanges = 14;

    /// <summary>The ranges, ascending; the last has no end, because the table may have grown before the view was taken.</summary>
    /// <param name="table">The table.</param>
    /// <param name="objectIndex">Its place among the objects.</param>
    /// <param name="version">The server's major version.</param>
    /// <param name="chunkSize">How much a range should give.</param>
    public static IEnumerable<RowRange> Cut(StoredTable table, int objectIndex, int version, int chunkSize)
    {
        if (table.Filter.Length > 0)
        {
            yield return new StatementRange(objectIndex, $"COPY ({Select(table)} {table.Filter}) TO STDOUT", null, null, table.Bytes);
            yield break;
        }

        long pages = PagesInRange(table, chunkSize);
        if (!table.HasPages || version < FirstVersionWithRanges || table.Pages <= pages)
        {
            string columns = table.Columns.Count == 0 ? "" : $" ({Columns(table)})";
            yield return new StatementRange(objectIndex, $"COPY {table.Sql}{columns} TO STDOUT", null, null, table.Bytes);
            yield break;
        }

        for (long from = 0; from < table.Pages; from += pages)
        {
            bool isLast = from + pages >= table.Pages;
            string where = $"ctid >= '({Text(from)},0)'" + (isLast ? "" : $" AND ctid < '({Text(from + pages)},0)'");
            yield return new StatementRange(
                objectIndex, $"COPY ({Select(table)} WHERE {where}) TO STDOUT", Text(from), isLast ? null : Text(from + pages - 1), chunkSize);
        }
    }

    /// <summary>The largest power of two that gives at most a chunk, assuming that text is as long as what is stored.</summary>
    private static long PagesInRange(StoredTable table, int chunkSize)
    {
        long pages = 1;
        while (pages * 2 < uint.MaxValue && table.Bytes * (double)pages * 2 <= (double)chunkSize * table.Pages)
            pages *= 2;
        return pages;
    }

    private static string Select(StoredTable table) => $"SELECT {Columns(table)} FROM ONLY {table.Sql}";

    private static string Columns(StoredTable table) => string.Join(", ", table.Columns.Select(SqlText.Name));

    private static string Text(long page) => page.ToString(CultureInfo.InvariantCulture);
}
