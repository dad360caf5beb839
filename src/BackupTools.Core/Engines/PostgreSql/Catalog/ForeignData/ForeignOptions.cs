using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.ForeignData;

/// <summary>The options of wrappers, servers and user mappings; those that hold a secret are left out.</summary>
internal static class ForeignOptions
{
    /// <summary>The columns <c>option_names</c> and <c>option_values</c> for a list of options in a catalog.</summary>
    /// <param name="options">The column of the catalog that has the options.</param>
    public static string Columns(string options) => $"""
        ARRAY(SELECT o.option_name FROM pg_catalog.pg_options_to_table({options}) AS o) AS option_names,
               ARRAY(SELECT coalesce(o.option_value, '') FROM pg_catalog.pg_options_to_table({options}) AS o) AS option_values
        """;

    /// <summary>The clause <c>OPTIONS (…)</c> on a line of its own; empty where no option is left.</summary>
    public static string Clause(CatalogRow row)
    {
        string[] options = [.. row.Texts("option_names").Zip(row.Texts("option_values"))
            .Where(o => !SecretNames.Contains(o.First))
            .Select(o => $"{SqlText.Name(o.First)} {SqlText.Literal(o.Second)}")];
        return options.Length == 0 ? "" : $"\n    OPTIONS ({string.Join(", ", options)})";
    }
}
