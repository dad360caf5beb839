using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.ForeignData;

/// <summary>Reads foreign data wrappers.</summary>
internal sealed class ForeignDataWrapperReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT w.oid, w.fdwname AS name, pg_catalog.pg_get_userbyid(w.fdwowner) AS owner,
               w.fdwhandler::pg_catalog.regproc::text AS handler, w.fdwvalidator::pg_catalog.regproc::text AS validator,
               {ForeignOptions.Columns("w.fdwoptions")}
        FROM pg_catalog.pg_foreign_data_wrapper AS w
        WHERE {UserObjects.NotOfExtension("pg_foreign_data_wrapper", "w.oid")}
        ORDER BY w.fdwname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string address = $"FOREIGN DATA WRAPPER {SqlText.Name(row.Text("name"))}";
        string functions = Part("HANDLER", row.Text("handler")) + Part("VALIDATOR", row.Text("validator"));
        return new SchemaItem
        {
            Kind = ItemKind.ForeignDataWrapper,
            Id = new CatalogId("pg_foreign_data_wrapper", row.Oid("oid")),
            Name = row.Text("name"),
            Create = $"CREATE {address}{functions}{ForeignOptions.Clause(row)};\n",
            Address = address,
            Owner = row.Text("owner"),
        };
    }

    private static string Part(string keyword, string function) => function == "-" ? "" : $" {keyword} {function}";
}
