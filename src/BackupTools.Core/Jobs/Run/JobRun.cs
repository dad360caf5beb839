using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Jobs;

/// <summary>Runs a job: each of its databases for itself, so that one that fails does not stop the others.</summary>
public static class JobRun
{
    /// <summary>Says what <see cref="RunAsync"/> would do, with numbers, and writes nothing.</summary>
    /// <param name="job">The job.</param>
    /// <param name="context">What it runs with.</param>
    /// <param name="cancellationToken">Stops the planning.</param>
    /// <returns>A sentence or two for each database.</returns>
    public static async Task<IReadOnlyList<string>> PlanAsync(BackupJobDefinition job, JobContext context, CancellationToken cancellationToken)
    {
        Check(job, context);
        List<string> plan = [];
        foreach (DbConnectionInfo database in await FindDatabasesAsync(job, context, context.OnFailure, cancellationToken))
        {
            string backup = await BackupJob.PlanAsync(context.Components, DatabaseRun.Options(job, context, database), cancellationToken);
            string sql = job.Format switch
            {
                JobFormat.Sql => " Write it as SQL, and remove the archive.",
                JobFormat.Both => " Write it as SQL too.",
                _ => "",
            };
            string test = job.Verify == JobVerification.None ? "" : $" Test it ({job.Verify}).";
            string keep = JobRetentionPolicy.Of(job, context) is { IsEmpty: false } policy ? $" Then remove what is not to be kept of the older ones: {policy}." : "";
            plan.Add($"{job.Name}: {backup}{test}{sql}{keep}");
        }

        return plan;
    }

    /// <summary>Runs the job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="context">What it runs with; takes the results.</param>
    /// <param name="cancellationToken">Stops the job; of the backup under way nothing is left.</param>
    /// <returns>The results, one for each database.</returns>
    /// <exception cref="BackupException">Where the job cannot begin: <see cref="ErrorCode.JobInvalid"/>, or nothing answers.</exception>
    public static async Task<IReadOnlyList<JobResult>> RunAsync(BackupJobDefinition job, JobContext context, CancellationToken cancellationToken)
    {
        Check(job, context);
        JobTelling telling = new(job, context);
        await telling.BeginAsync(cancellationToken);
        context = context with { Recording = context.Recording is { } recording ? recording with { Job = job.Name } : null };
        long started = Stopwatch.GetTimestamp();
        List<JobResult> results = [];
        void Add(JobResult result)
        {
            results.Add(result);
            context.OnResult(result);
        }

        void Fail(string? database, BackupException error) => Add(new JobResult
        {
            Job = job.Name,
            Database = database ?? JobConnections.Source(job, context).Display,
            Errors = [error],
            Duration = Stopwatch.GetElapsedTime(started),
        });

        try
        {
            foreach (DbConnectionInfo database in await FindDatabasesAsync(job, context, e => Fail(e.Target, e), cancellationToken))
                Add(await DatabaseRun.RunAsync(job, context, database, cancellationToken));
        }
        catch (BackupException e)
        {
            Fail(null, e);
        }

        await telling.EndAsync(results, cancellationToken);
        return results;
    }

    private static void Check(BackupJobDefinition job, JobContext context)
    {
        if (JobCheck.FindProblems(job, context) is { Count: > 0 } problems)
            throw JobCheck.ToError(job.Path, problems);
    }

    private static async Task<IReadOnlyList<DbConnectionInfo>> FindDatabasesAsync(
        BackupJobDefinition job, JobContext context, Action<BackupException> onMiss, CancellationToken cancellationToken)
    {
        DbConnectionInfo connection = JobConnections.Source(job, context);
        DatabaseChoice choice = new() { Names = job.Database.Count > 0 ? job.Database : null, Excluded = job.Exclude, MustMatch = true };
        if (DatabaseSearch.FindNamed(context.Components, connection, choice) is { } named)
            return [named];
        DbConnectionInfo asked = choice.Names is null ? DatabaseSearch.NameDatabase(context.Components, connection) : connection;
        ChosenDatabases found = await DatabaseSearch.FindAsync(context.Components, asked, choice, cancellationToken);
        foreach (BackupException failure in found.Failures)
            onMiss(failure);
        return [.. found.Databases.Select(d => d.Connection)];
    }
}
