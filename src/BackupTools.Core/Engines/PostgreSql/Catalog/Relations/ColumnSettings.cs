using System.Globalization;
using System.Text;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>Writes what <c>CREATE TABLE</c> has no place for: statistics targets, storage, compression and options of columns.</summary>
internal static class ColumnSettings
{
    /// <summary>Appends the statements for a table.</summary>
    public static void Append(StringBuilder sql, Table table)
    {
        foreach (Column column in table.Columns)
            Append(sql, table.Keyword, table.FullName, column, table.Inherited(column));
    }

    /// <summary>Appends the statements for a column.</summary>
    /// <param name="sql">Receives them.</param>
    /// <param name="keyword">The keyword of its relation.</param>
    /// <param name="relation">The relation's name with the schema, quoted.</param>
    /// <param name="column">The column.</param>
    /// <param name="inherited">The columns of parents whose settings it got when it was made.</param>
    public static void Append(StringBuilder sql, string keyword, string relation, Column column, IEnumerable<Column> inherited)
    {
        List<Column> parents = inherited.ToList();
        void Alter(string change) =>
            sql.Append("ALTER ").Append(keyword).Append(" ONLY ").Append(relation)
                .Append(" ALTER COLUMN ").Append(SqlText.Name(column.Name)).Append(' ').Append(change).Append(";\n");

        if (column.StatisticsTarget >= 0)
            Alter("SET STATISTICS " + column.StatisticsTarget.ToString(CultureInfo.InvariantCulture));
        if (column.Storage != column.TypeStorage || parents.Any(p => p.Storage != column.Storage))
            Alter("SET STORAGE " + Storage(column.Storage));
        if (column.Compression.Length > 0 || parents.Any(p => p.Compression.Length > 0))
            Alter("SET COMPRESSION " + Compression(column.Compression));
        if (RelationOptions.List(column.Options) is { } options)
            Alter("SET " + options);
        if (column.ForeignOptions is not null)
            Alter($"OPTIONS ({column.ForeignOptions})");
    }

    private static string Storage(string code) => code switch
    {
        "p" => "PLAIN",
        "e" => "EXTERNAL",
        "x" => "EXTENDED",
        "m" => "MAIN",
        _ => throw CatalogCodes.Unknown(code, "the storage of a column"),
    };

    private static string Compression(string code) => code switch
    {
        "" => "default",
        "p" => "pglz",
        "l" => "lz4",
        _ => throw CatalogCodes.Unknown(code, "the compression of a column"),
    };
}
