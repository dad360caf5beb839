using BackupTools.Abstractions;
using BackupTools.Archive;
using BackupTools.Configuration;

namespace BackupTools.Jobs;

/// <summary>Looks at a job as a whole: what its keys mean together, and what nobody here would do.</summary>
public static class JobCheck
{
    /// <summary>All that is wrong. Nothing is connected to, and no secret is looked up.</summary>
    /// <param name="job">The job.</param>
    /// <param name="context">What it would run with.</param>
    public static IReadOnlyList<JobProblem> FindProblems(BackupJobDefinition job, JobContext context)
    {
        List<JobProblem> problems = [];
        void Try(string key, Action check)
        {
            try
            {
                check();
            }
            catch (BackupException e)
            {
                problems.Add(job.ProblemOf(key, e.What, e.Remedy));
            }
        }

        IDatabaseEngine? engine = null;
        Try("connection", () => engine = context.Components.GetEngine(JobConnections.Source(job, context).Engine));
        Try("verifyConnection", () => CheckTrial(job, context, engine));
        Try("include", () => SelectionRules.Check(job.Selection));
        Try("storage", () => CheckStorages(job, context));
        Try("encryption", () => JobSealing.Check(job, context));
        Try("signature", () => JobSealing.CheckSigner(job, context));
        if (engine is not null)
        {
            Try("include", () => TraitRules.Check(engine, job.Selection));
            Try("include.passwordHash", () => TraitRules.CheckUsers(engine, ("passwordHash", job.IncludePasswordHash)));
            Try("perFeature", () => CheckForm(job, engine));
        }

        if (OriginRules.FindProblem(null, null, job.Description, null) is { } wrong)
            problems.Add(job.ProblemOf("description", $"The {wrong}.", "Write a shorter text on one line."));
        Try("retention", () => JobRetentionPolicy.Of(job, context).Validate());
        JobTargets.Read(job, (target, e) => problems.Add(new JobProblem(job.Path, target.Line, target.Column, "notify", e.What, e.Remedy)));
        return [.. problems.OrderBy(p => p.Line).ThenBy(p => p.Column)];
    }

    /// <summary>Refuses a job in which something is wrong.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="problems">What is wrong.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.JobInvalid"/>, with all of it.</exception>
    public static BackupException ToError(string path, IReadOnlyList<JobProblem> problems) => new(
        ErrorCode.JobInvalid, $"The job '{path}' has {Figures.Count(problems.Count, "mistake")}: {string.Join(" ", problems.Select(p => $"Line {p.Line}, column {p.Column}: {p.Problem}"))}",
        problems[0].Remedy, path);

    private static void CheckTrial(BackupJobDefinition job, JobContext context, IDatabaseEngine? engine)
    {
        if (job.VerifyConnection is null || engine is null)
            return;
        if (JobConnections.Trial(job, context)?.Engine != engine.Id || engine.Traits.IsOfFiles)
            throw new BackupException(ErrorCode.InvalidArgument, $"'{job.VerifyConnection}' is no server on which a backup of {engine.DisplayName} is tried.", "Leave it out, or name another.");
    }

    private static void CheckStorages(BackupJobDefinition job, JobContext context)
    {
        IReadOnlyList<string> storages = JobConnections.Storages(job, context);
        if (storages.Count == 0)
            throw new BackupException(ErrorCode.InvalidArgument, "Nothing says where to write: the job names no storage, and no default is set.", "Write storage: with a folder.");
        foreach (string location in storages)
        {
            IBackupStorage storage = context.Components.OpenStorage(location);
            if (job.Format != JobFormat.Archive && !Path.IsPathFullyQualified(storage.Location))
                throw new BackupException(ErrorCode.CapabilityMissing, $"SQL is written to folders only, and '{storage.Location}' is none.", "Write format: archive, or name a folder.");
        }
    }

    private static void CheckForm(BackupJobDefinition job, IDatabaseEngine engine)
    {
        if (job.Format != JobFormat.Archive)
            TraitRules.Require<ISqlExport>(engine, "written as plain SQL", "Write format: archive.");
        if (job.PerFeature)
            TraitRules.Require<IFeatureExport>(engine, "divided into files by feature", "Leave it out.");
    }
}
