using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Sessions;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Users;

/// <summary>Runs the statements of a plan: those of one database in one transaction.</summary>
internal static class UserExecution
{
    private static readonly string[] NotThere =
        [SqlState.UndefinedTable, SqlState.UndefinedColumn, SqlState.UndefinedFunction, SqlState.UndefinedObject, SqlState.InvalidSchemaName, SqlState.InvalidCatalogName];

    /// <summary>Runs them. Returns what was left out or the server remarked on.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(DbConnectionInfo connection, UserPlan plan, CancellationToken cancellationToken)
    {
        List<string> remarks = [];
        List<string> done = [];
        for (int i = 0; i < plan.Steps.Count;)
        {
            string database = plan.Steps[i].Database;
            UserStep[] steps = [.. plan.Steps.Skip(i).TakeWhile(s => s.Database == database)];
            try
            {
                remarks.AddRange(await RunAsync(connection with { Database = database }, steps, cancellationToken));
            }
            catch (BackupException e) when (done.Count > 0)
            {
                throw new BackupException(
                    e.Code, $"{e.Message} In {string.Join(", ", done.Select(d => $"'{d}'"))} it was done before, and stays.", target: e.Target, inner: e);
            }

            done.Add(database);
            i += steps.Length;
        }

        return remarks;
    }

    private static async Task<IReadOnlyList<string>> RunAsync(DbConnectionInfo connection, UserStep[] steps, CancellationToken cancellationToken)
    {
        List<string> remarks = [];
        await using NpgsqlConnection opened = await ControlConnection.OpenAsync(connection, cancellationToken);
        opened.Notice += (_, e) => remarks.Add($"The server remarks: {e.Notice.MessageText}.");
        await PostgreSqlErrors.GuardAsync(
            opened,
            $"Changing users in '{connection.Database}'",
            async () =>
            {
                CatalogSession session = new(opened);
                await session.ExecuteAsync($"SET lock_timeout = {Math.Clamp((long)connection.LockTimeout.TotalMilliseconds, 1, int.MaxValue)}; BEGIN", cancellationToken);
                foreach (UserStep step in steps)
                {
                    if (!step.IsOptional)
                        await session.ExecuteAsync(step.Statement, cancellationToken);
                    else if (await TryAsync(session, step, cancellationToken) is { } remark)
                        remarks.Add(remark);
                }

                await session.ExecuteAsync("COMMIT", cancellationToken);
            },
            ErrorCode.UserChangeFailed);
        return remarks;
    }

    /// <summary>Runs a statement that is left out where what it names is not there. Returns why it was.</summary>
    private static async Task<string?> TryAsync(CatalogSession session, UserStep step, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("SAVEPOINT step", cancellationToken);
        try
        {
            await session.ExecuteAsync(step.Statement, cancellationToken);
            await session.ExecuteAsync("RELEASE step", cancellationToken);
            return null;
        }
        catch (PostgresException e) when (NotThere.Contains(e.SqlState))
        {
            await session.ExecuteAsync("ROLLBACK TO step; RELEASE step", cancellationToken);
            return $"Left out, as the server said \"{e.MessageText}\": {step.Text}.";
        }
    }
}
