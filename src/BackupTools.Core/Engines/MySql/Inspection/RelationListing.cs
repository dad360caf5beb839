using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Inspection;

/// <summary>Lists the tables, views and sequences of a database.</summary>
internal static class RelationListing
{
    /// <summary>The relations in the order of their names.</summary>
    public static async Task<IReadOnlyList<TableInfo>> ReadAsync(DbConnectionInfo connection, bool countRows, CancellationToken cancellationToken)
    {
        ServerSettings settings = SessionOpening.WithDatabase(connection);
        await using ControlSession session = await ControlSession.OpenAsync(settings, connection.LockTimeout, cancellationToken);
        string database = settings.Database!;
        await DatabaseSchema.ReadCollationAsync(session, database, cancellationToken);
        List<TableInfo> result = [];
        foreach (StoredRelation relation in await TableReader.ReadRelationsAsync(session, database, cancellationToken))
        {
            bool holdsRows = relation.IsTable && !StorageEngines.IsOfOthers(relation.Engine);
            long? rows = holdsRows && countRows
                ? (await session.QueryAsync($"SELECT COUNT(*) FROM {SqlText.Name(relation.Name)}", row => row.Number(0), cancellationToken))[0]
                : null;
            result.Add(new TableInfo(
                connection with { Database = database }, database, database, relation.Name, KindOf(relation), rows,
                relation.IsTable ? relation.DataBytes + relation.IndexBytes : null)
            {
                HoldsRows = holdsRows,
            });
        }

        return result;
    }

    private static string KindOf(StoredRelation relation) => relation.Type switch
    {
        "BASE TABLE" => "table",
        "SYSTEM VERSIONED" => "system-versioned table",
        string other => other.ToLowerInvariant(),
    };
}
