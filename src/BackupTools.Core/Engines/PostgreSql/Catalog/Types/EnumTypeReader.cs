using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Types;

/// <summary>Reads enumerated types, their labels in the order in which they compare.</summary>
internal sealed class EnumTypeReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT {TypeQuery.Columns},
               ARRAY(SELECT e.enumlabel FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels
        FROM {TypeQuery.From}
        WHERE t.typtype = 'e' AND {TypeQuery.Filter}
        ORDER BY n.nspname, t.typname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string labels = string.Join(",\n    ", row.Texts("labels").Select(SqlText.Literal));
        return TypeQuery.Item(ItemKind.EnumType, row, $"CREATE TYPE {TypeQuery.Name(row)} AS ENUM (\n    {labels}\n);\n");
    }
}
