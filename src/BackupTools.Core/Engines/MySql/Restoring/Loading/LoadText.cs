using System.Globalization;
using System.Text;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Restoring.Loading;

/// <summary>Writes the statement that takes the text of a chunk as it is.</summary>
internal static class LoadText
{
    /// <summary>The statement; the bytes are as the server stores them, so that no character set is converted.</summary>
    /// <param name="database">The database.</param>
    /// <param name="table">The table.</param>
    /// <param name="version">The server.</param>
    public static byte[] Of(string database, SchemaEntry table, ServerVersion version)
    {
        List<string> names = [];
        List<string> values = [];
        for (int i = 0; i < table.Columns.Count; i++)
        {
            DataColumn column = table.Columns[i];
            string name = SqlText.Name(column.Name);
            string variable = $"@v{i.ToString(CultureInfo.InvariantCulture)}";
            names.Add(column.Form == ColumnForm.Bytes ? name : variable);
            if (column.Form == ColumnForm.Text)
                values.Add($"{name} = CONVERT({variable} USING utf8mb4)");
            else if (column.Form == ColumnForm.RowEnd)
                values.Add($"{name} = {RowEnd.Of(variable, version)}");
        }

        return Encoding.UTF8.GetBytes(
            $@"LOAD DATA LOCAL INFILE 'rows' INTO TABLE {SqlText.Name(database, table.Name)} CHARACTER SET binary "
            + @"FIELDS TERMINATED BY '\t' ESCAPED BY '\\' LINES TERMINATED BY '\n' "
            + $"({string.Join(", ", names)}){(values.Count == 0 ? "" : " SET " + string.Join(", ", values))}");
    }
}
