using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring.Entries;

/// <summary>
/// Runs entries' statements. Many small ones go to the server together, because twenty thousand tables are made of
/// twenty thousand statements and each would wait for an answer; where such a batch fails, its statements are run again one by one,
/// and so the one that fails is known.
/// </summary>
/// <param name="concessions">Takes note of what the server does not know and that is left out; null where nothing may be.</param>
/// <param name="path">The database's own search path, for what is not found without it.</param>
/// <param name="canSkip">True where the restore can leave out what is refused.</param>
internal sealed class EntryRunner(Concessions? concessions, OwnSearchPath path, bool canSkip = false)
{
    private const int MostSteps = 100;
    private const int LongestBatch = 256 * 1024;

    /// <summary>Runs steps in order.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.RestoreFailed"/>, naming the entry and the statement.</exception>
    public async Task RunAsync(IBulkConnection connection, IEnumerable<EntryStep> steps, CancellationToken cancellationToken)
    {
        List<EntryStep> batch = [];
        int length = 0;
        foreach (EntryStep step in steps.SelectMany(s => s.Divide()).Where(s => s.Pieces.Count > 0))
        {
            int stepLength = step.Pieces.Sum(p => p.Length);
            if (batch.Count == MostSteps || (batch.Count > 0 && length + stepLength > LongestBatch))
            {
                await RunBatchAsync(connection, batch, cancellationToken);
                batch.Clear();
                length = 0;
            }

            batch.Add(step);
            length += stepLength;
        }

        if (batch.Count > 0)
            await RunBatchAsync(connection, batch, cancellationToken);
    }

    /// <summary>Runs one step statement by statement: one that works for an hour before it fails is not tried again.</summary>
    /// <param name="connection">The session.</param>
    /// <param name="step">The step.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="inTransaction">True within a transaction, which goes on where something may be left out.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.RestoreFailed"/>, naming the entry and the statement.</exception>
    public async Task RunAsync(IBulkConnection connection, EntryStep step, CancellationToken cancellationToken, bool inTransaction = false)
    {
        foreach (string statement in step.Statements())
            await RunAsync(connection, step.Entry, statement, inTransaction, cancellationToken);
    }

    private async Task RunAsync(
        IBulkConnection connection, SchemaEntry entry, string statement, bool inTransaction, CancellationToken cancellationToken)
    {
        if (inTransaction)
            await connection.ExecuteAsync("SAVEPOINT before_statement", cancellationToken);
        for (string left = statement; left.Length > 0;)
        {
            try
            {
                await connection.ExecuteAsync(left, cancellationToken);
                if (inTransaction)
                    await connection.ExecuteAsync("RELEASE SAVEPOINT before_statement", cancellationToken);
                return;
            }
            catch (BackupException e) when (RestoreErrors.IsOfStatement(e))
            {
                if (inTransaction)
                    await connection.ExecuteAsync("ROLLBACK TO SAVEPOINT before_statement", cancellationToken);
                string? conceded = concessions?.Concede(entry, left, e);
                if (conceded is null && await FindsWithOwnPathAsync(connection, left, e, inTransaction, cancellationToken))
                    return;
                left = conceded ?? throw RestoreErrors.StatementFailed(entry, left, e, canSkip);
            }
        }
    }

    private async Task<bool> FindsWithOwnPathAsync(
        IBulkConnection connection, string statement, BackupException error, bool inTransaction, CancellationToken cancellationToken)
    {
        if (!OwnSearchPath.MayHelp(error))
            return false;
        try
        {
            await connection.ExecuteAsync(path.Around(statement), cancellationToken);
            return true;
        }
        catch (BackupException e) when (RestoreErrors.IsOfStatement(e))
        {
            if (inTransaction)
                await connection.ExecuteAsync("ROLLBACK TO SAVEPOINT before_statement", cancellationToken);
            return false;
        }
    }

    private async Task RunBatchAsync(IBulkConnection connection, List<EntryStep> batch, CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        foreach (EntryStep step in batch)
            text.Append(step.Text);
        try
        {
            await connection.ExecuteAsync(text.ToString(), cancellationToken);
        }
        catch (BackupException e) when (RestoreErrors.IsOfStatement(e))
        {
            foreach (EntryStep step in batch)
                await RunAsync(connection, step, cancellationToken);
        }
    }
}
