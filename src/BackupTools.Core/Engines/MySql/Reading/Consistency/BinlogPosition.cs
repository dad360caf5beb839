using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Reading.Consistency;

/// <summary>Where in the server's binary log a moment is.</summary>
/// <param name="File">The file of the log; null where it is not shown.</param>
/// <param name="Position">The place in it.</param>
/// <param name="Gtid">The transactions that have been made, as a set; null where the server does not say.</param>
internal sealed record BinlogPosition(string? File, long? Position, string? Gtid)
{
    /// <summary>True where two of them can be compared.</summary>
    public bool IsKnown => File is not null || !string.IsNullOrEmpty(Gtid);

    /// <summary>Asks the server. What the user may not see stays unknown.</summary>
    public static async Task<BinlogPosition> ReadAsync(ControlSession session, CancellationToken cancellationToken)
    {
        string status = session.Version.IsMySqlFrom(8, 2) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
        (string? file, long? position) = (await TryAsync(session, status, row => (row.Text(0), row.Number(1)), cancellationToken)).FirstOrDefault();
        string gtid = session.Version.IsMariaDb ? "SELECT @@GLOBAL.gtid_current_pos" : "SELECT @@GLOBAL.gtid_executed";
        string? set = (await TryAsync(session, gtid, row => row.Text(0), cancellationToken)).FirstOrDefault();
        return new BinlogPosition(file, position, set?.Replace("\n", "", StringComparison.Ordinal));
    }

    private static async Task<List<T>> TryAsync<T>(ControlSession session, string sql, Func<CatalogRow, T> read, CancellationToken cancellationToken)
    {
        try
        {
            return await session.QueryAsync(sql, read, cancellationToken);
        }
        catch (BackupException e) when (e.Code is ErrorCode.DatabaseAccessDenied or ErrorCode.DatabaseReadFailed)
        {
            return [];
        }
    }
}
