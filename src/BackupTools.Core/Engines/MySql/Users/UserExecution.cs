using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Sessions;
using MySqlConnector;

namespace BackupTools.Engines.MySql.Users;

/// <summary>
/// Runs the statements of a plan. Each counts at once, as these servers have no transactions for accounts: where one fails, what was
/// made before is removed, and what cannot be taken back is named.
/// </summary>
internal static class UserExecution
{
    private static readonly int[] NotThere =
        [ErrorNumber.NoSuchTable, ErrorNumber.NoSuchColumn, ErrorNumber.NoSuchRoutine, ErrorNumber.NoSuchAccount, ErrorNumber.DatabaseUnknown, ErrorNumber.CannotMakeByGrant];

    /// <summary>Runs them. Returns what was left out.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(DbConnectionInfo connection, UserPlan plan, CancellationToken cancellationToken)
    {
        List<string> remarks = [];
        List<UserStep> done = [];
        UserStep? current = null;
        try
        {
            await using ControlSession session = await ControlSession.OpenAsync(SettingsResolver.Resolve(connection), connection.LockTimeout, cancellationToken);
            foreach (UserStep step in plan.Steps)
            {
                cancellationToken.ThrowIfCancellationRequested();
                current = step;
                if (await RunAsync(session, step, cancellationToken) is { } remark)
                    remarks.Add(remark);
                else
                    done.Add(step);
            }

            return remarks;
        }
        catch (Exception e) when (e is OperationCanceledException or BackupException && (done.Count > 0 || IsUnsure(e, current)))
        {
            string left = await UndoAsync(connection, done, IsUnsure(e, current) ? current : null);
            if (left.Length == 0 && e is OperationCanceledException)
                throw;
            BackupException? failed = e as BackupException;
            throw new BackupException(
                failed?.Code ?? ErrorCode.UserChangeFailed,
                $"{failed?.Message ?? "The change was stopped."} {(left.Length == 0 ? "What was done before it was undone." : left)}", target: failed?.Target, inner: e);
        }
    }

    /// <summary>Runs one. Returns why it was left out; null where it was done.</summary>
    public static async Task<string?> RunAsync(ControlSession session, UserStep step, CancellationToken cancellationToken)
    {
        try
        {
            await session.GuardAsync(
                $"'{step.Text}'",
                async () =>
                {
                    await using MySqlCommand command = new(step.Statement, session.Driver);
                    return await command.ExecuteNonQueryAsync(cancellationToken);
                },
                ErrorCode.UserChangeFailed);
            return null;
        }
        catch (BackupException e) when (step.IsOptional && e.InnerException is ServerException server && NotThere.Contains(server.Number))
        {
            return $"Left out, as the server said \"{server.Description}\": {step.Text}.";
        }
        catch (BackupException e) when (step.Statement != step.Text && e.InnerException is ServerException { Number: ErrorNumber.ParseError })
        {
            // Such an error repeats a part of the statement, which has the hash of a password in it.
            throw new BackupException(e.Code, $"'{step.Text}' failed: the server {session.Context.Server} does not understand it.", "Check its version.", e.Target);
        }
    }

    /// <summary>True where nobody knows whether the statement was still done.</summary>
    private static bool IsUnsure(Exception error, UserStep? current) =>
        current is not null && (error is OperationCanceledException || error is BackupException { Code: ErrorCode.ConnectionLost });

    /// <summary>Takes back what can be taken back. Returns what stays, as sentences; nothing where nothing does.</summary>
    private static async Task<string> UndoAsync(DbConnectionInfo connection, List<UserStep> done, UserStep? unsure)
    {
        // What a user got goes with the user.
        if (done.FirstOrDefault()?.Undo is { } undo)
        {
            try
            {
                await using ControlSession session = await ControlSession.OpenAsync(SettingsResolver.Resolve(connection), connection.LockTimeout, CancellationToken.None);
                await session.ExecuteAsync(undo, CancellationToken.None);
                return "";
            }
            catch (BackupException e)
            {
                return $"It was not undone, as that failed too ({e.Message}): {undo}.";
            }
        }

        string stays = done.Count == 0 ? "" : $"It was done before, and stays: {string.Join("; ", done.Select(d => d.Text))}.";
        string maybe = unsure is null ? "" : $"Whether it was done is not known: {unsure.Text}.";
        return $"{stays} {maybe}".Trim();
    }
}
