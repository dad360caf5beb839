using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Reading.Ranges;

/// <summary>Compares a key of several columns with a row's, column by column: rows in brackets are not looked up in the index.</summary>
internal static class KeyCondition
{
    /// <summary>The condition of the rows from a key on.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">A constant for each of its columns, as SQL.</param>
    public static string From(IReadOnlyList<KeyColumn> key, IReadOnlyList<string> values) => Compare(key, values, ">", ">=");

    /// <summary>The condition of the rows before a key.</summary>
    public static string Before(IReadOnlyList<KeyColumn> key, IReadOnlyList<string> values) => Compare(key, values, "<", "<");

    private static string Compare(IReadOnlyList<KeyColumn> key, IReadOnlyList<string> values, string strictly, string last)
    {
        string condition = $"{NameOf(key[^1])} {last} {values[^1]}";
        for (int i = key.Count - 2; i >= 0; i--)
            condition = $"{NameOf(key[i])} {strictly} {values[i]} OR ({NameOf(key[i])} = {values[i]} AND ({condition}))";
        return condition;
    }

    private static string NameOf(KeyColumn column) => SqlText.Name(column.Column.Name);
}
