using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>Reads all tables with their columns, check constraints and parents.</summary>
internal static class TableQuery
{
    private const string Kinds = "'r', 'p', 'f'";

    /// <summary>The tables by schema and name. Those of extensions are among them, as parents of others.</summary>
    public static async Task<IReadOnlyList<Table>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        ILookup<uint, Column> columns = await ColumnQuery.ReadAsync(session, Kinds, cancellationToken);
        ILookup<uint, CheckConstraint> checks = await ReadChecksAsync(session, cancellationToken);
        List<Table> tables = await session.QueryAsync(Tables, row => Read(row, columns, checks), cancellationToken);

        Dictionary<uint, Table> byOid = tables.ToDictionary(t => t.Oid);
        List<(uint Child, uint Parent)> parents = await session.QueryAsync(
            Parents, row => (row.Oid("child"), row.Oid("parent")), cancellationToken);
        foreach ((uint child, uint parent) in parents)
        {
            if (!byOid.TryGetValue(child, out Table? table) || !byOid.TryGetValue(parent, out Table? inherited))
                continue;
            table.Parents.Add(inherited);
            inherited.Children.Add(table);
        }

        return tables;
    }

    private static readonly string Tables = $"""
        SELECT c.oid, n.nspname AS schema, c.relname AS name, pg_get_userbyid(c.relowner) AS owner, c.relkind::text AS kind,
            {UserObjects.OfExtension("pg_class", "c.oid")} AS is_member, c.relpersistence = 'u' AS is_unlogged,
            c.reltype AS row_type, t.typarray AS array_type,
            CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type,
            CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
            CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound,
            c.relreplident::text AS replica_identity, s.spcname AS tablespace,
            CASE WHEN c.relkind = 'p' OR m.amname <> 'heap' THEN m.amname END AS access_method,
            c.reloptions AS options, o.reloptions AS toast_options,
            CASE c.relkind WHEN 'r' THEN {CopiedColumns.Array} END AS copied_columns,
            v.srvname AS server, CASE WHEN f.ftrelid IS NOT NULL THEN {RelationSql.ForeignOptions("f.ftoptions")} END AS foreign_options
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_type t ON t.oid = c.reltype
        LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
        LEFT JOIN pg_am m ON m.oid = c.relam
        LEFT JOIN pg_class o ON o.oid = c.reltoastrelid
        LEFT JOIN pg_foreign_table f ON f.ftrelid = c.oid
        LEFT JOIN pg_foreign_server v ON v.oid = f.ftserver
        WHERE c.relkind IN ({Kinds}) AND {UserObjects.InUserSchema("n")}
        ORDER BY n.nspname, c.relname
        """;

    private const string Parents = """
        SELECT h.inhrelid AS child, h.inhparent AS parent
        FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid AND c.relkind IN ('r', 'p', 'f')
        ORDER BY h.inhrelid, h.inhseqno
        """;

    private static readonly string Checks = $"""
        SELECT k.conrelid AS relation, k.oid, k.conname AS name, pg_get_constraintdef(k.oid) AS definition,
            k.conislocal AS is_local, k.convalidated AS is_valid, {RelationSql.Commented("pg_constraint", "k.oid")} AS is_commented
        FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE k.contype = 'c' AND {UserObjects.InUserSchema("n")}
        ORDER BY k.conrelid, k.conname
        """;

    private static async Task<ILookup<uint, CheckConstraint>> ReadChecksAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        HashSet<uint> needy = await ConstraintNeeds.ReadChecksThatNeedTheirTableAsync(session, cancellationToken);
        List<(uint Relation, CheckConstraint Check)> checks = await session.QueryAsync(
            Checks,
            row => (row.Oid("relation"), new CheckConstraint(
                row.Oid("oid"), row.Text("name"), row.Text("definition"), row.Flag("is_local"), row.Flag("is_valid"),
                needy.Contains(row.Oid("oid")), row.Flag("is_commented"))),
            cancellationToken);
        return checks.ToLookup(c => c.Relation, c => c.Check);
    }

    private static Table Read(CatalogRow row, ILookup<uint, Column> columns, ILookup<uint, CheckConstraint> checks)
    {
        uint oid = row.Oid("oid");
        return new Table
        {
            Oid = oid,
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Owner = row.Text("owner"),
            Kind = row.Text("kind"),
            IsMember = row.Flag("is_member"),
            IsUnlogged = row.Flag("is_unlogged"),
            RowTypes = RelationIds.RowTypes(row.Oid("row_type"), row.Oid("array_type")).ToList(),
            OfType = row.TextOrNull("of_type"),
            PartitionKey = row.TextOrNull("partition_key"),
            PartitionBound = row.TextOrNull("partition_bound"),
            ReplicaIdentity = row.Text("replica_identity"),
            Tablespace = row.TextOrNull("tablespace"),
            AccessMethod = row.TextOrNull("access_method"),
            Options = row.Texts("options"),
            ToastOptions = row.Texts("toast_options"),
            Server = row.TextOrNull("server"),
            ForeignOptions = row.TextOrNull("foreign_options"),
            Columns = columns[oid].ToList(),
            CopiedColumns = row.Texts("copied_columns"),
            Checks = checks[oid].ToList(),
        };
    }
}
