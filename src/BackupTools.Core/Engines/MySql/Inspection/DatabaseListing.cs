using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Inspection;

/// <summary>Lists the databases of a server.</summary>
internal static class DatabaseListing
{
    private static readonly HashSet<string> OfServer = new(StringComparer.OrdinalIgnoreCase) { "mysql", "information_schema", "performance_schema", "sys" };

    /// <summary>The database that the connection names, or all that the user sees but the server's own.</summary>
    public static async Task<IReadOnlyList<DatabaseInfo>> ReadAsync(DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        ServerSettings settings = SettingsResolver.Resolve(connection);
        await using ControlSession session = await ControlSession.OpenAsync(settings, connection.LockTimeout, cancellationToken);
        List<DatabaseInfo> found = await session.QueryAsync(
            """
            SELECT s.SCHEMA_NAME, s.DEFAULT_CHARACTER_SET_NAME, s.DEFAULT_COLLATION_NAME,
                (SELECT COALESCE(SUM(t.DATA_LENGTH + t.INDEX_LENGTH), 0) FROM information_schema.TABLES t WHERE t.TABLE_SCHEMA = s.SCHEMA_NAME)
            FROM information_schema.SCHEMATA s ORDER BY s.SCHEMA_NAME
            """,
            row => new DatabaseInfo(
                connection with { Database = row.TextOrEmpty(0) }, row.TextOrEmpty(0), row.Number(3) ?? 0,
                new Dictionary<string, string> { ["characterSet"] = row.TextOrEmpty(1), ["collation"] = row.TextOrEmpty(2) }),
            cancellationToken);
        return [.. found.Where(d => settings.Database is { } named ? d.Database == named : !OfServer.Contains(d.Database))];
    }
}
