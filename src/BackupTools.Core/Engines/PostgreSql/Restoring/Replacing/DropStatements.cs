using System.Text;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>
/// Writes what takes away an entry of the database, so that another can take its place. Nothing else goes with it: where
/// something needs it, the server refuses.
/// </summary>
internal static class DropStatements
{
    /// <summary>The statements; empty where there is nothing to take away by itself.</summary>
    public static string Of(SchemaTree live, int index)
    {
        SchemaEntry entry = live[index];
        string name = entry.Schema is null ? SqlText.Name(entry.Name) : SqlText.Name(entry.Schema, entry.Name);
        string table = entry.Parent is { } parent ? SqlText.Name(live[parent].Schema ?? "", live[parent].Name) : "";
        if (entry.Traits.Drop is not { } drop || IsState(entry) || (entry.Create.Length == 0 && !entry.Traits.IsRelation))
            return "";
        // One after the other, so that nothing in a name is taken for another place.
        StringBuilder sql = new();
        foreach (string piece in drop.Split('{', '}'))
            sql.Append(piece switch { "name" => name, "part" => SqlText.Name(entry.Name), "table" => table, _ => piece });
        return sql.ToString();
    }

    /// <summary>True for a trigger that a partition has by its partitioned table, and of which only the state is its own.</summary>
    private static bool IsState(SchemaEntry entry) => entry.Kind == ItemKind.Trigger && entry.Create.StartsWith("ALTER ", StringComparison.Ordinal);
}
