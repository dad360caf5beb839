using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Inspection;

/// <summary>Lists databases: the one that the connection names, or else every one that the user may connect to.</summary>
internal static class DatabaseListing
{
    /// <summary>Lists them.</summary>
    public static async Task<IReadOnlyList<DatabaseInfo>> ReadAsync(DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        if (connection.Database is not null)
            return await ReadAsync(connection, connection, "d.datname = current_database()", cancellationToken);
        const string Reachable = "d.datallowconn AND NOT d.datistemplate AND has_database_privilege(d.oid, 'CONNECT')";
        return await MaintenanceDatabases.TryAsync(
            entrance => ReadAsync(connection, connection with { Database = entrance }, Reachable, cancellationToken));
    }

    private static Task<IReadOnlyList<DatabaseInfo>> ReadAsync(
        DbConnectionInfo connection, DbConnectionInfo entrance, string condition, CancellationToken cancellationToken) => OpenSession.RunAsync<IReadOnlyList<DatabaseInfo>>(
        entrance,
        "Listing the databases",
        async session => await session.QueryAsync(
            $"""
            SELECT d.datname, pg_database_size(d.oid) AS size, pg_get_userbyid(d.datdba) AS owner,
                pg_encoding_to_char(d.encoding) AS encoding, d.datcollate, d.datctype, t.spcname
            FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace
            WHERE {condition}
            ORDER BY d.datname
            """,
            row => Describe(row, connection), cancellationToken),
        cancellationToken);

    private static DatabaseInfo Describe(CatalogRow row, DbConnectionInfo connection)
    {
        string name = row.Text("datname");
        return new DatabaseInfo(
            connection with { Database = name }, name, row.Number("size"),
            new Dictionary<string, string>
            {
                ["owner"] = row.Text("owner"),
                ["encoding"] = row.Text("encoding"),
                ["collation"] = row.Text("datcollate"),
                ["ctype"] = row.Text("datctype"),
                ["tablespace"] = row.Text("spcname"),
            });
    }
}
