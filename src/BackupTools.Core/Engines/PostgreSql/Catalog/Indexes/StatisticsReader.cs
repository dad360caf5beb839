using System.Globalization;
using BackupTools.Engines.PostgreSql.Catalog.Relations;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Indexes;

/// <summary>Extended statistics.</summary>
internal sealed class StatisticsReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT s.oid, n.nspname AS schema, s.stxname AS name, pg_get_userbyid(s.stxowner) AS owner, s.stxrelid AS table,
            coalesce(s.stxstattarget, -1) AS target, pg_get_statisticsobjdef(s.oid) AS definition
        FROM pg_statistic_ext s
        JOIN pg_namespace n ON n.oid = s.stxnamespace
        WHERE {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_statistic_ext", "s.oid")}
        ORDER BY n.nspname, s.stxname
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string address = $"STATISTICS {SqlText.Name(row.Text("schema"), row.Text("name"))}";
        string target = row.Number("target") < 0 ? ""
            : $"ALTER {address} SET STATISTICS {row.Number("target").ToString(CultureInfo.InvariantCulture)};\n";
        return new SchemaItem
        {
            Kind = ItemKind.Statistics,
            Id = new CatalogId("pg_statistic_ext", row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = $"{row.Text("definition")};\n{target}",
            Address = address,
            Owner = row.Text("owner"),
            Parent = RelationIds.Relation(row.Oid("table")),
            DependsOn = { RelationIds.Relation(row.Oid("table")) },
        };
    }
}
