using System.Globalization;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;
using BackupTools.Engines.Sqlite.Text;
using ValueType = BackupTools.Engines.Sqlite.Native.ValueType;

namespace BackupTools.Engines.Sqlite.Contents;

/// <summary>A part of a table by its rowids; the first part has no lower end, and the last no upper one.</summary>
/// <param name="From">The lowest rowid.</param>
/// <param name="Below">The rowid that comes after the highest.</param>
internal readonly record struct RowidRange(long? From, long? Below)
{
    /// <summary>Tables whose rowids span less are not divided: their parts would cost more than they gain.</summary>
    private const int SmallestSpan = 100_000;

    private const int Parts = 8;

    /// <summary>All rows.</summary>
    public static RowidRange Whole => default;

    /// <summary>Divides a table for several readers; one part where it is small or has no rowid that can be named.</summary>
    public static IReadOnlyList<RowidRange> Divide(SqliteConnection connection, string table)
    {
        try
        {
            return TableShape.Read(connection, table).RowidName is { } rowid ? Divide(connection, table, rowid) : [Whole];
        }
        catch (SqliteException e) when (e.Code == ResultCode.Error)
        {
            return [Whole]; // Reading it will say why it cannot be read.
        }
    }

    /// <summary>The condition on the rowid, with the keyword; empty for all rows.</summary>
    /// <param name="rowid">The name of the rowid.</param>
    public string ToSql(string? rowid)
    {
        string from = From is { } low ? $"{rowid} >= {low.ToString(CultureInfo.InvariantCulture)}" : "";
        string below = Below is { } high ? $"{rowid} < {high.ToString(CultureInfo.InvariantCulture)}" : "";
        return from.Length + below.Length == 0 ? "" : $" WHERE {from}{(from.Length > 0 && below.Length > 0 ? " AND " : "")}{below}";
    }

    private static IReadOnlyList<RowidRange> Divide(SqliteConnection connection, string table, string rowid)
    {
        string source = "FROM main." + SqliteText.Quote(table);
        using SqliteStatement ends = connection.Prepare($"SELECT (SELECT min({rowid}) {source}), (SELECT max({rowid}) {source})");
        if (!ends.Step() || ends.GetValueType(0) != ValueType.Integer || ends.GetValueType(1) != ValueType.Integer)
            return [Whole];

        Int128 first = ends.GetInt64(0), span = (Int128)ends.GetInt64(1) - first;
        if (span < SmallestSpan)
            return [Whole];
        long Cut(int part) => (long)(first + (span / Parts * part));
        return [.. Enumerable.Range(0, Parts).Select(i => new RowidRange(i == 0 ? null : Cut(i), i == Parts - 1 ? null : Cut(i + 1)))];
    }
}
