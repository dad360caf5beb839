using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.TextSearch;

/// <summary>What the readers of text search objects have in common.</summary>
internal static class TextSearchQuery
{
    /// <summary>The item of a text search object.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="catalog">The catalog that has its row.</param>
    /// <param name="keyword">What it is called after <c>TEXT SEARCH</c>.</param>
    /// <param name="row">A row with the columns <c>oid</c>, <c>schema</c>, <c>name</c> and <c>owner</c>.</param>
    /// <param name="definition">The list that its CREATE statement ends with.</param>
    /// <param name="more">The statements that follow.</param>
    public static SchemaItem Item(
        ItemKind kind, string catalog, string keyword, CatalogRow row, DefinitionList definition, string more = "")
    {
        string address = $"TEXT SEARCH {keyword} {SqlText.Name(row.Text("schema"), row.Text("name"))}";
        return new SchemaItem
        {
            Kind = kind,
            Id = new CatalogId(catalog, row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = $"CREATE {address} {definition};\n{more}",
            Address = address,
            Owner = row.TextOrNull("owner"),
        };
    }
}
