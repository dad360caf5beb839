using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>The databases from which a server is asked about itself and its other databases; every server has at least one of them.</summary>
internal static class MaintenanceDatabases
{
    private static readonly string[] Names = ["postgres", "template1"];

    /// <summary>Does something in the first of them that can be entered.</summary>
    /// <param name="open">What to do, given a database's name.</param>
    /// <param name="except">A database of which the server may be about to be rid; it is tried only where no other can be entered.</param>
    /// <exception cref="BackupException">The error of the first of them, where none can be entered.</exception>
    public static async Task<T> TryAsync<T>(Func<string, Task<T>> open, string? except = null)
    {
        BackupException? first = null;
        foreach (string database in except is null ? Names : Names.Where(d => d != except).Append(except))
        {
            try
            {
                return await open(database);
            }
            catch (BackupException e) when (e.Code is ErrorCode.DatabaseNotFound or ErrorCode.DatabaseAccessDenied or ErrorCode.AuthenticationFailed)
            {
                first ??= e;
            }
        }

        throw first!;
    }
}
