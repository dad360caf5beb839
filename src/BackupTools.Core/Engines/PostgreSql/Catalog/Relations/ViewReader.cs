using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>Views, and the defaults of their columns.</summary>
internal sealed class ViewReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT c.oid, n.nspname AS schema, c.relname AS name, pg_get_userbyid(c.relowner) AS owner, c.reltype AS row_type,
            t.typarray AS array_type, c.reloptions AS options, w.oid AS rule, pg_get_viewdef(c.oid) AS definition
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_rewrite w ON w.ev_class = c.oid AND w.ev_type = '1'
        LEFT JOIN pg_type t ON t.oid = c.reltype
        WHERE c.relkind = 'v' AND {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_class", "c.oid")}
        ORDER BY n.nspname, c.relname
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        ILookup<uint, Column> columns = await ColumnQuery.ReadAsync(session, "'v'", cancellationToken);
        List<List<SchemaItem>> items = await session.QueryAsync(
            Sql, row => Items(row, columns[row.Oid("oid")].ToList()), cancellationToken);
        return items.SelectMany(i => i).ToList();
    }

    private static List<SchemaItem> Items(CatalogRow row, List<Column> columns)
    {
        uint oid = row.Oid("oid");
        string schema = row.Text("schema");
        string name = SqlText.Name(schema, row.Text("name"));
        string definition = ViewDefinition.Checked(row.TextOrNull("definition"), name);
        string options = RelationOptions.List(row.Texts("options")) is { } list ? $" WITH {list}" : "";
        SchemaItem view = new()
        {
            Kind = ItemKind.View,
            Id = RelationIds.Relation(oid),
            Schema = schema,
            Name = row.Text("name"),
            Create = $"CREATE VIEW {name}{options} AS\n{definition};\n",
            Address = "VIEW " + name,
            Owner = row.Text("owner"),
            StandIn = $"CREATE VIEW {name} AS\nSELECT{string.Join(',', columns.Select(NullColumn))};\n",
            CreateAfterStandIn = $"CREATE OR REPLACE VIEW {name}{options} AS\n{definition};\n",
        };
        view.AlsoMakes.Add(new CatalogId("pg_rewrite", row.Oid("rule")));
        view.AlsoMakes.AddRange(RelationIds.RowTypes(row.Oid("row_type"), row.Oid("array_type")));
        return [view, .. columns.Where(c => c.Default is not null).Select(c => Default(view, name, c))];
    }

    private static string NullColumn(Column column) =>
        $"\n    NULL::{column.Type}{(column.Collation is null ? "" : " COLLATE " + column.Collation)} AS {SqlText.Name(column.Name)}";

    private static SchemaItem Default(SchemaItem view, string name, Column column) => new()
    {
        Kind = ItemKind.ColumnDefault,
        Id = RelationIds.ColumnDefault(column.DefaultOid),
        Schema = view.Schema,
        Name = $"{view.Name} {column.Name}",
        Create = $"ALTER VIEW {name} ALTER COLUMN {SqlText.Name(column.Name)} SET DEFAULT {column.Default};\n",
        Parent = view.Id,
    };
}
