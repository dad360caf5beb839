using System.Runtime.CompilerServices;
using BackupTools.Abstractions;

namespace BackupTools.Conversion;

/// <summary>
/// Remembers of a connection that it was made of a table: what Get-DbTable emits means that table, and not everything that
/// its connection reaches.
/// </summary>
internal static class PipedTables
{
    private static readonly ConditionalWeakTable<DbConnectionInfo, TableInfo> Origins = [];

    /// <summary>A connection that means only the table.</summary>
    public static DbConnectionInfo ConnectionOf(TableInfo table)
    {
        DbConnectionInfo connection = table.Connection with { };
        Origins.Add(connection, table);
        return connection;
    }

    /// <summary>The table that the connection was made of; null where it was made otherwise.</summary>
    public static TableInfo? Find(DbConnectionInfo connection) => Origins.TryGetValue(connection, out TableInfo? table) ? table : null;
}
