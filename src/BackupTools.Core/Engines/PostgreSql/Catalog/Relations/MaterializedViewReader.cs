using System.Text;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>Materialized views, and the refreshing of those that were populated.</summary>
internal sealed class MaterializedViewReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT c.oid, n.nspname AS schema, c.relname AS name, pg_get_userbyid(c.relowner) AS owner, c.reltype AS row_type,
            t.typarray AS array_type, c.reloptions AS options, o.reloptions AS toast_options, s.spcname AS tablespace,
            CASE WHEN m.amname <> 'heap' THEN m.amname END AS access_method, c.relispopulated AS is_populated,
            w.oid AS rule, pg_get_viewdef(c.oid) AS definition
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_rewrite w ON w.ev_class = c.oid AND w.ev_type = '1'
        LEFT JOIN pg_type t ON t.oid = c.reltype
        LEFT JOIN pg_class o ON o.oid = c.reltoastrelid
        LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
        LEFT JOIN pg_am m ON m.oid = c.relam
        WHERE c.relkind = 'm' AND {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_class", "c.oid")}
        ORDER BY n.nspname, c.relname
        """;

    /// <summary>The materialized views that each reads, be it itself or through views.</summary>
    private const string Sources = """
        WITH RECURSIVE uses AS MATERIALIZED (
            SELECT DISTINCT w.ev_class AS reader, d.refobjid AS source
            FROM pg_rewrite w
            JOIN pg_class r ON r.oid = w.ev_class AND r.relkind IN ('v', 'm')
            JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
            JOIN pg_class c ON c.oid = d.refobjid AND c.relkind IN ('v', 'm')
            WHERE w.ev_type = '1' AND d.refobjid <> w.ev_class
        ), reached AS (
            SELECT u.reader AS view, u.source FROM uses u JOIN pg_class c ON c.oid = u.reader AND c.relkind = 'm'
            UNION
            SELECT r.view, u.source FROM reached r JOIN uses u ON u.reader = r.source
        )
        SELECT r.view, r.source, c.relispopulated AS is_populated
        FROM reached r JOIN pg_class c ON c.oid = r.source AND c.relkind = 'm'
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        ILookup<uint, Column> columns = await ColumnQuery.ReadAsync(session, "'m'", cancellationToken);
        List<(uint View, uint Source, bool IsPopulated)> sources = await session.QueryAsync(
            Sources, row => (row.Oid("view"), row.Oid("source"), row.Flag("is_populated")), cancellationToken);
        ILookup<uint, (uint View, uint Source, bool IsPopulated)> byView = sources.ToLookup(s => s.View);
        List<List<SchemaItem>> items = await session.QueryAsync(
            Sql, row => Items(row, columns[row.Oid("oid")], byView[row.Oid("oid")].ToList()), cancellationToken);
        return items.SelectMany(i => i).ToList();
    }

    private static List<SchemaItem> Items(
        CatalogRow row, IEnumerable<Column> columns, List<(uint View, uint Source, bool IsPopulated)> sources)
    {
        SchemaItem view = Definition(row, columns);

        // One that reads an unpopulated one cannot be refreshed, whatever it holds now.
        return row.Flag("is_populated") && sources.TrueForAll(s => s.IsPopulated)
            ? [view, Refresh(view, sources.Select(s => s.Source))] : [view];
    }

    private static SchemaItem Definition(CatalogRow row, IEnumerable<Column> columns)
    {
        string name = SqlText.Name(row.Text("schema"), row.Text("name"));
        StringBuilder sql = new($"CREATE MATERIALIZED VIEW {name}");
        if (row.TextOrNull("access_method") is { } method)
            sql.Append(" USING ").Append(SqlText.Name(method));
        if (RelationOptions.List(row.Texts("options"), row.Texts("toast_options")) is { } options)
            sql.Append(" WITH ").Append(options);
        sql.Append(" AS\n").Append(ViewDefinition.Checked(row.TextOrNull("definition"), name)).Append("\nWITH NO DATA;\n");
        foreach (Column column in columns)
            ColumnSettings.Append(sql, "TABLE", name, column, []);

        SchemaItem view = new()
        {
            Kind = ItemKind.MaterializedView,
            Id = RelationIds.Relation(row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = RelationOptions.InTablespace(row.TextOrNull("tablespace"), sql.ToString()),
            Address = "MATERIALIZED VIEW " + name,
            Owner = row.Text("owner"),
        };
        view.AlsoMakes.Add(new CatalogId("pg_rewrite", row.Oid("rule")));
        view.AlsoMakes.AddRange(RelationIds.RowTypes(row.Oid("row_type"), row.Oid("array_type")));
        return view;
    }

    private static SchemaItem Refresh(SchemaItem view, IEnumerable<uint> sources)
    {
        SchemaItem item = new()
        {
            Kind = ItemKind.MaterializedViewData,
            Id = RelationIds.MaterializedViewData(view.Id.Oid),
            Schema = view.Schema,
            Name = view.Name,
            Create = $"REFRESH {view.Address};\n",
            Parent = view.Id,
        };
        item.DependsOn.Add(view.Id);
        item.DependsOn.AddRange(sources.Select(RelationIds.MaterializedViewData));
        return item;
    }
}
