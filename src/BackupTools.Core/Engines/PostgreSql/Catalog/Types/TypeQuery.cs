using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Types;

/// <summary>What the readers of all kinds of types have in common.</summary>
internal static class TypeQuery
{
    /// <summary>The columns that <see cref="Item"/> reads.</summary>
    public const string Columns = """
        t.oid, n.nspname AS schema, t.typname AS name, pg_catalog.pg_get_userbyid(t.typowner) AS owner,
               t.typarray AS array_type
        """;

    /// <summary>The catalogs, with the aliases <c>t</c> and <c>n</c>.</summary>
    public const string From = "pg_catalog.pg_type AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace";

    /// <summary>Keeps out what is not the user's.</summary>
    public static readonly string Filter =
        $"{UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_type", "t.oid")}";

    /// <summary>The type's name as SQL.</summary>
    public static string Name(CatalogRow row) => SqlText.Name(row.Text("schema"), row.Text("name"));

    /// <summary>The item of a type, its array type made with it.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="row">A row with <see cref="Columns"/>.</param>
    /// <param name="create">The statement that makes it.</param>
    /// <param name="standIn">What is created first where dependencies run in a circle; null for none.</param>
    /// <param name="createAfterStandIn">What follows the stand-in.</param>
    public static SchemaItem Item(
        ItemKind kind, CatalogRow row, string create, string? standIn = null, string? createAfterStandIn = null)
    {
        SchemaItem item = new()
        {
            Kind = kind,
            Id = new CatalogId("pg_type", row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = create,
            Address = $"{(kind == ItemKind.Domain ? "DOMAIN" : "TYPE")} {Name(row)}",
            Owner = row.Text("owner"),
            StandIn = standIn,
            CreateAfterStandIn = createAfterStandIn,
        };
        if (row.Oid("array_type") is uint array and not 0)
            item.AlsoMakes.Add(new CatalogId("pg_type", array));
        return item;
    }
}
