using System.Text;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>What messages call an entry: <c>foreign key 'public.orders fk_customer'</c>.</summary>
internal static class EntryTitle
{
    /// <summary>The entry's kind and name.</summary>
    public static string Of(SchemaEntry entry)
    {
        string name = entry.Schema is null ? entry.Name : $"{entry.Schema}.{entry.Name}";
        return $"{Kind(entry.Kind)} '{name}'";
    }

    /// <summary>The kind as words: <c>materialized view</c>.</summary>
    private static string Kind(ItemKind kind)
    {
        StringBuilder words = new();
        foreach (char c in kind.ToString())
        {
            if (char.IsUpper(c) && words.Length > 0)
                words.Append(' ');
            words.Append(char.ToLowerInvariant(c));
        }

        return words.ToString();
    }
}
