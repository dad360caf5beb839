using BackupTools.Engines.PostgreSql.Text;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Sessions;

/// <summary>The current row of a query, its columns by name.</summary>
/// <param name="reader">The reader.</param>
/// <param name="texts">Texts that came before.</param>
/// <param name="isLatin1">True where the driver reads every byte as a character, see <see cref="ByteText"/>.</param>
internal sealed class CatalogRow(NpgsqlDataReader reader, RepeatedText texts, bool isLatin1)
{
    private readonly Dictionary<string, int> _ordinals =
        Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => i, StringComparer.Ordinal);

    /// <summary>Text: <c>text</c>, <c>name</c>, <c>"char"</c>, or a cast to one of them.</summary>
    public string Text(string column) => TextOrNull(column) ?? throw new InvalidCastException($"The column {column} is null.");

    /// <summary>Text, or null.</summary>
    public string? TextOrNull(string column)
    {
        int i = _ordinals[column];
        if (reader.IsDBNull(i))
            return null;
        object value = reader.GetValue(i);
        if (value is string text)
            return Known(text);
        return value is char c ? c.ToString() : throw new InvalidCastException($"The column {column} is {value.GetType().Name}.");
    }

    /// <summary>An <c>oid</c>; 0 where it is null.</summary>
    public uint Oid(string column) => IsNull(column) ? 0 : reader.GetFieldValue<uint>(_ordinals[column]);

    /// <summary>An <c>int2</c>, <c>int4</c> or <c>int8</c>.</summary>
    public long Number(string column) => Convert.ToInt64(reader.GetValue(_ordinals[column]), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A <c>bool</c>; false where it is null.</summary>
    public bool Flag(string column) => !IsNull(column) && reader.GetBoolean(_ordinals[column]);

    /// <summary>A <c>text[]</c> or <c>name[]</c>; empty where it is null.</summary>
    public string[] Texts(string column)
    {
        string[] values = IsNull(column) ? [] : reader.GetFieldValue<string[]>(_ordinals[column]);
        return Array.ConvertAll(values, Known);
    }

    /// <summary>An <c>oid[]</c>; empty where it is null.</summary>
    public uint[] Oids(string column) => IsNull(column) ? [] : reader.GetFieldValue<uint[]>(_ordinals[column]);

    /// <summary>True where the value is null.</summary>
    public bool IsNull(string column) => reader.IsDBNull(_ordinals[column]);

    private string Known(string read) => texts.Share(isLatin1 ? ByteText.FromLatin1(read) : read);
}
