using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>
/// Runs entries' statements. Many small ones go to the server together, because twenty thousand tables are made of
/// twenty thousand statements and each would wait for an answer; where such a batch fails, its statements are run again one by one,
/// and so the one that fails is known.
/// </summary>
internal static class EntryRunner
{
    private const int MostSteps = 100;
    private const int LongestBatch = 256 * 1024;

    /// <summary>Runs steps in order.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.RestoreFailed"/>, naming the entry and the statement.</exception>
    public static async Task RunAsync(IBulkConnection connection, IEnumerable<EntryStep> steps, CancellationToken cancellationToken)
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
    /// <exception cref="BackupException"><see cref="ErrorCode.RestoreFailed"/>, naming the entry and the statement.</exception>
    public static async Task RunAsync(IBulkConnection connection, EntryStep step, CancellationToken cancellationToken)
    {
        foreach (string statement in step.Statements())
        {
            try
            {
                await connection.ExecuteAsync(statement, cancellationToken);
            }
            catch (BackupException e) when (RestoreErrors.IsOfStatement(e))
            {
                throw RestoreErrors.StatementFailed(step.Entry, statement, e);
            }
        }
    }

    private static async Task RunBatchAsync(IBulkConnection connection, List<EntryStep> batch, CancellationToken cancellationToken)
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
