using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Catalog;

/// <summary>Reads everything that a database is made of.</summary>
internal static class DatabaseSchema
{
    /// <summary>The entries in restore order. The session must have chosen the database.</summary>
    /// <param name="session">The session.</param>
    /// <param name="database">The database.</param>
    /// <param name="tables">Its tables.</param>
    /// <param name="has">True for a kind that is wanted.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<IReadOnlyList<SchemaEntry>> ReadAsync(
        ControlSession session, string database, IReadOnlyList<StoredTable> tables, Func<ItemKind, bool> has, CancellationToken cancellationToken)
    {
        List<SchemaEntry> entries = [];
        List<StoredRelation> relations = await TableReader.ReadRelationsAsync(session, database, cancellationToken);
        if (has(ItemKind.Sequence))
        {
            foreach (StoredRelation sequence in relations.Where(r => r.Type == "SEQUENCE"))
                entries.Add(await DefinitionReader.ReadSequenceAsync(session, sequence.Name, cancellationToken));
        }

        foreach (StoredTable table in tables)
            entries.Add(await DefinitionReader.ReadTableAsync(session, table, cancellationToken));

        foreach ((ItemKind kind, string name) in await ListRoutinesAsync(session, database, cancellationToken))
        {
            if (has(kind))
                entries.Add(await DefinitionReader.ReadProgramAsync(session, kind, name, cancellationToken));
        }

        if (has(ItemKind.View))
        {
            List<SchemaEntry> views = [];
            foreach (StoredRelation view in relations.Where(r => r.Type == "VIEW"))
                views.Add(await DefinitionReader.ReadViewAsync(session, view.Name, cancellationToken));
            entries = [.. ViewOrder.Append(entries, views)];
        }

        if (has(ItemKind.Trigger))
        {
            foreach ((string name, string table) in await ListTriggersAsync(session, database, cancellationToken))
                entries.Add(await DefinitionReader.ReadProgramAsync(session, ItemKind.Trigger, name, cancellationToken, table));
        }

        if (has(ItemKind.Event))
        {
            foreach (string name in await ListEventsAsync(session, database, cancellationToken))
                entries.Add(await DefinitionReader.ReadProgramAsync(session, ItemKind.Event, name, cancellationToken));
        }

        return entries;
    }

    /// <summary>The database's character set and collation.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.DatabaseNotFound"/> where there is no such database, or it is not shown to the user.</exception>
    public static async Task<DatabaseCollation> ReadCollationAsync(ControlSession session, string database, CancellationToken cancellationToken)
    {
        List<(string Name, DatabaseCollation Collation)> found = await session.QueryAsync(
            "SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = @p0",
            row => (row.TextOrEmpty(0), new DatabaseCollation(row.TextOrEmpty(1), row.TextOrEmpty(2))), cancellationToken, database);
        (string Name, DatabaseCollation Collation)? exact = found.Where(f => f.Name == database).Select(f => ((string, DatabaseCollation)?)f).FirstOrDefault();
        return exact?.Collation ?? (found.Count == 1 ? found[0].Collation : throw new BackupException(
            ErrorCode.DatabaseNotFound, $"The server {session.Context.Server} has no database '{database}', or none that the user '{session.Context.UserName}' may see.",
            "Check the name and its case.", database));
    }

    private static async Task<List<(ItemKind Kind, string Name)>> ListRoutinesAsync(ControlSession session, string database, CancellationToken cancellationToken)
    {
        List<(string Type, string Name)> found = await session.QueryAsync(
            "SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = @p0 ORDER BY ROUTINE_NAME",
            row => (row.TextOrEmpty(0), row.TextOrEmpty(1)), cancellationToken, database);
        List<(ItemKind Kind, string Name)> result = [];
        foreach ((string type, string name) in found)
        {
            KindTraits kind = ItemKinds.All.FirstOrDefault(k => k.IsProgram && k.Keyword == type) ?? throw new BackupException(
                ErrorCode.CapabilityMissing, $"The routine '{name}' is of the type '{type}', which this version does not know.", "Update the module.", database);
            result.Add((kind.Kind, name));
        }

        return [.. result.OrderBy(r => ItemKinds.PlaceOf(r.Kind))];
    }

    private static Task<List<(string Name, string Table)>> ListTriggersAsync(ControlSession session, string database, CancellationToken cancellationToken) =>
        session.QueryAsync(
            """
            SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = @p0
            ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER
            """,
            row => (row.TextOrEmpty(0), row.TextOrEmpty(1)), cancellationToken, database);

    private static Task<List<string>> ListEventsAsync(ControlSession session, string database, CancellationToken cancellationToken) => session.QueryAsync(
        "SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = @p0 ORDER BY EVENT_NAME",
        row => row.TextOrEmpty(0), cancellationToken, database);
}
