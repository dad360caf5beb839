using System.Globalization;
using System.Text;
using MySqlConnector;

namespace BackupTools.Engines.MySql.Sessions;

/// <summary>A row of an answer about the catalogs, whatever types the server has given its columns.</summary>
internal sealed class CatalogRow(MySqlDataReader reader)
{
    /// <summary>A text; null where it is NULL. Servers give some texts as bytes.</summary>
    public string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetValue(column) switch
    {
        string text => text,
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        object other => other.ToString(),
    };

    /// <summary>A text that is not NULL; an empty one where it is.</summary>
    public string TextOrEmpty(int column) => Text(column) ?? "";

    /// <summary>A whole number; null where it is NULL.</summary>
    public long? Number(int column) => reader.IsDBNull(column) ? null : reader.GetValue(column) switch
    {
        ulong value => value > long.MaxValue ? long.MaxValue : (long)value,
        string text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : 0,
        byte[] bytes => long.TryParse(Encoding.UTF8.GetString(bytes), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : 0,
        IConvertible value => value.ToInt64(CultureInfo.InvariantCulture),
        _ => 0,
    };

    /// <summary>The position of the column with this name; -1 where there is none.</summary>
    public int Find(string name)
    {
        for (int i = 0; i < reader.FieldCount; i++)
        {
            if (reader.GetName(i).Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }

    /// <summary>The text of the column with this name; null where there is none, or it is NULL.</summary>
    public string? Text(string name) => Find(name) is >= 0 and int column ? Text(column) : null;
}
