using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Catalog;

/// <summary>What is to be known of the types of columns. A type that is not known here is not guessed at.</summary>
internal static class ColumnTypes
{
    private static readonly HashSet<string> Integers = ["tinyint", "smallint", "mediumint", "int", "bigint"];

    private static readonly HashSet<string> Times = ["date", "datetime", "timestamp", "time", "year"];

    private static readonly HashSet<string> Texts = ["char", "varchar", "tinytext", "text", "mediumtext", "longtext"];

    private static readonly HashSet<string> Binaries = ["binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"];

    private static readonly HashSet<string> AsBytes =
    [
        .. Integers, .. Times, .. Texts, .. Binaries, "decimal", "float", "double", "bit", "enum", "set", "vector",
        "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon", "geometrycollection", "geomcollection",
    ];

    /// <summary>Those whose bytes would be taken for something else than their text.</summary>
    private static readonly HashSet<string> AsText = ["json", "uuid", "inet4", "inet6", "xmltype"];

    /// <summary>What the bytes of a column's values in a chunk are.</summary>
    public static ColumnForm FormOf(StoredColumn column) =>
        column.EndsRow ? ColumnForm.RowEnd : AsText.Contains(column.DataType) ? ColumnForm.Text : ColumnForm.Bytes;

    /// <summary>What is selected for a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="table">Its table, for the error.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.CapabilityMissing"/> where the type is not known.</exception>
    public static string Select(StoredColumn column, string table)
    {
        string name = SqlText.Name(column.Name);
        if (!AsBytes.Contains(column.DataType) && !AsText.Contains(column.DataType))
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing, $"The column '{column.Name}' of the table '{table}' has the type '{column.DataType}', which this version does not know.",
                $"Update the module, or leave the table out with {Setting.ExcludeTable}.", table);
        }

        // As text a float has six digits, and loses what comes behind them; as a double it has all.
        return column.DataType == "float" ? $"CAST({name} AS DOUBLE)" : name;
    }

    /// <summary>True for a whole number, whose ranges can be computed.</summary>
    public static bool IsInteger(StoredColumn column) => Integers.Contains(column.DataType);

    /// <summary>
    /// True for a type whose values compare with constants as the index sorts them. ENUM and SET sort by their numbers and compare as
    /// texts; FLOAT and DOUBLE compare with rounding.
    /// </summary>
    public static bool CanBeRanged(StoredColumn column) => column.DataType is not "year"
        && (Integers.Contains(column.DataType) || Times.Contains(column.DataType) || column.DataType is "decimal" or "char" or "varchar" or "binary" or "varbinary");

    /// <summary>True for bytes.</summary>
    public static bool IsBinary(StoredColumn column) => Binaries.Contains(column.DataType);

    /// <summary>True for a text.</summary>
    public static bool IsText(StoredColumn column) => Texts.Contains(column.DataType);
}
