using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>Writes storage parameters and the place where something is stored.</summary>
internal static class RelationOptions
{
    /// <summary>The parameters as a list in parentheses, without internal ones; null where there are none.</summary>
    /// <param name="options">Each as the catalog has it: <c>name=value</c>.</param>
    /// <param name="toast">Those of the table's TOAST table.</param>
    public static string? List(IReadOnlyList<string> options, IReadOnlyList<string>? toast = null)
    {
        IEnumerable<string> all = Written(options).Concat(Written(toast ?? []).Select(o => "toast." + o));
        string list = string.Join(", ", all);
        return list.Length == 0 ? null : $"({list})";
    }

    /// <summary>The statements, with what they make put into a tablespace; as they are where there is none.</summary>
    /// <remarks>Not every statement has a place for the tablespace in the text that the server gives for it.</remarks>
    public static string InTablespace(string? tablespace, string statements) =>
        tablespace is null ? statements
        : $"SET default_tablespace = {SqlText.Literal(tablespace)};\n{statements}SET default_tablespace = '';\n";

    private static IEnumerable<string> Written(IReadOnlyList<string> options) => options.Where(o => !StatementOptions.IsInternal(o)).Select(Option);

    private static string Option(string option)
    {
        int sign = option.IndexOf('=', StringComparison.Ordinal);
        return $"{SqlText.Name(option[..sign])}={SqlText.Literal(option[(sign + 1)..])}";
    }
}
