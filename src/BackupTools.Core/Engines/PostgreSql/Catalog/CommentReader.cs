using System.Globalization;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Ordering;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>Reads the comments and security labels of everything in the database, and adds the statements that set them.</summary>
internal static class CommentReader
{
    private const string PublicComment = "standard public schema";

    private static readonly string Comments =
        $"""
        SELECT c.relname AS catalog, d.objoid AS oid, d.objsubid AS subid, a.attname AS column, NULL::text AS provider, d.description AS text
        FROM pg_catalog.pg_description d JOIN pg_catalog.pg_class c ON c.oid = d.classoid
             LEFT JOIN pg_catalog.pg_attribute a ON c.relname = 'pg_class' AND a.attrelid = d.objoid AND a.attnum = d.objsubid AND d.objsubid <> 0
        WHERE d.objoid >= {UserObjects.FirstOid} OR c.relname IN ('pg_namespace', 'pg_largeobject')
        UNION ALL
        SELECT 'pg_database', d.oid, 0, NULL, NULL, s.description
        FROM pg_catalog.pg_shdescription s JOIN pg_catalog.pg_database d ON d.oid = s.objoid
        WHERE s.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass AND d.datname = pg_catalog.current_database()
        ORDER BY catalog, oid, subid
        """;

    private const string Labels =
        """
        SELECT c.relname AS catalog, l.objoid AS oid, l.objsubid AS subid, a.attname AS column, l.provider, l.label AS text
        FROM pg_catalog.pg_seclabel l JOIN pg_catalog.pg_class c ON c.oid = l.classoid
             LEFT JOIN pg_catalog.pg_attribute a ON c.relname = 'pg_class' AND a.attrelid = l.objoid AND a.attnum = l.objsubid AND l.objsubid <> 0
        UNION ALL
        SELECT 'pg_database', d.oid, 0, NULL, s.provider, s.label
        FROM pg_catalog.pg_shseclabel s JOIN pg_catalog.pg_database d ON d.oid = s.objoid
        WHERE s.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass AND d.datname = pg_catalog.current_database()
        ORDER BY catalog, oid, subid, provider
        """;

    public static async Task AddAsync(CatalogSession session, AttachedSchema schema, CancellationToken cancellationToken)
    {
        List<Remark> remarks =
        [
            .. await session.QueryAsync(Comments, Remark.Read, cancellationToken),
            .. await session.QueryAsync(Labels, Remark.Read, cancellationToken),
        ];
        List<Remark> onParts = remarks.FindAll(r => !AddToItem(schema, r) && IsOnPart(schema, r));
        IReadOnlyDictionary<CatalogId, string> addresses = await ReadAddressesAsync(session, onParts, cancellationToken);
        foreach (Remark remark in onParts)
            schema[schema.Parts.Find(remark.Id)!.Value].AddComment(remark.On(addresses[remark.Id]));
        AddRemovedComment(schema, remarks);
    }

    /// <summary>Adds it where an item is exactly the object.</summary>
    private static bool AddToItem(AttachedSchema schema, Remark remark)
    {
        if (schema.Parts.Find(remark.Id) is { } part && remark.Column is not null
            && schema.Items[part] is { Kind: not ItemKind.Extension, Schema: not null, Address: not null } relation)
        {
            schema[part].AddComment(remark.On($"COLUMN {SqlText.Name(relation.Schema, relation.Name)}.{SqlText.Name(remark.Column)}"));
            return true;
        }

        if (schema.FindExact(remark.Id) is not { } index)
            return false;
        SchemaItem item = schema.Items[index];
        if (item.Kind == ItemKind.DatabaseSettings)
            schema[index].AddComment(DatabaseStatement.Write(remark.Before + "DATABASE ", remark.After));
        else if (item is { Kind: ItemKind.Schema, Name: "public" } && remark is { Provider: null, Text: PublicComment })
            return true;
        else if (item.Address is null)
            return false;
        else
            schema[index].AddComment(remark.On(item.Address));
        return true;
    }

    /// <summary>True where it is on a part of an item that the user made, e.g. the index of a constraint.</summary>
    private static bool IsOnPart(AttachedSchema schema, Remark remark) =>
        remark.Id.Oid >= CatalogId.FirstOfUser && remark.Id.SubId == 0
        && schema.Parts.Find(remark.Id) is { } index && schema.Items[index] is { Kind: not ItemKind.Extension, Address: not null };

    /// <summary>A new database has a comment on the schema <c>public</c>; it goes where the source has none.</summary>
    private static void AddRemovedComment(AttachedSchema schema, List<Remark> remarks)
    {
        for (int i = 0; i < schema.Items.Count; i++)
        {
            SchemaItem item = schema.Items[i];
            if (item is { Kind: ItemKind.Schema, Name: "public", Address: not null } && !remarks.Exists(r => r.Provider is null && r.Id == item.Id))
                schema[i].AddComment($"COMMENT ON {item.Address} IS NULL;\n");
        }
    }

    private static async Task<IReadOnlyDictionary<CatalogId, string>> ReadAddressesAsync(
        CatalogSession session, List<Remark> remarks, CancellationToken cancellationToken)
    {
        if (remarks.Count == 0)
            return new Dictionary<CatalogId, string>();
        string ids = string.Join(", ", remarks.Select(r => r.Id).Distinct().Select(id => string.Create(
            CultureInfo.InvariantCulture, $"({SqlText.Literal(id.Catalog)}, {id.Oid}::pg_catalog.oid)")));
        List<(CatalogId Id, string Address)> found = await session.QueryAsync(
            $"""
            SELECT v.catalog, v.oid, i.type, i.identity
            FROM (VALUES {ids}) AS v(catalog, oid) JOIN pg_catalog.pg_class c
                 ON c.relname = v.catalog AND c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace,
                 LATERAL pg_catalog.pg_identify_object(c.oid, v.oid, 0) AS i
            """,
            r => (new CatalogId(r.Text("catalog"), r.Oid("oid")), $"{Keyword(r.Text("type"))} {r.Text("identity")}"), cancellationToken);
        return found.ToDictionary(f => f.Id, f => f.Address);
    }

    private static string Keyword(string type) => type switch
    {
        "table constraint" => "CONSTRAINT",
        "composite type" => "TYPE",
        _ => type.ToUpperInvariant(),
    };

    /// <summary>A comment, or a label of a provider.</summary>
    private sealed record Remark(CatalogId Id, string? Column, string? Provider, string Text)
    {
        public string Before => Provider is null ? "COMMENT ON " : $"SECURITY LABEL FOR {SqlText.Name(Provider)} ON ";

        public string After => $" IS {SqlText.Literal(Text)}";

        public string On(string address) => $"{Before}{address}{After};\n";

        public static Remark Read(CatalogRow row) => new(
            new CatalogId(row.Text("catalog"), row.Oid("oid"), (int)row.Number("subid")),
            row.TextOrNull("column"), row.TextOrNull("provider"), row.Text("text"));
    }
}
