using BackupTools.Configuration.JobFiles.Text;

namespace BackupTools.Configuration.JobFiles.Binding;

/// <summary>Whom a job tells, as it stands in the file.</summary>
internal static class JobTargets
{
    /// <summary>The targets; what the check of the shape has refused is left out.</summary>
    public static IReadOnlyList<JobTarget> Of(JobNode? node) => node switch
    {
        null => [],
        JobList list => [.. list.Items.Select(One).OfType<JobTarget>()],
        _ => One(node) is { } target ? [target] : [],
    };

    private static JobTarget? One(JobNode node) => node switch
    {
        JobScalar { IsNothing: false } text => new JobTarget(text.Place.Line, text.Place.Column, text.Value, []),
        JobMapping keys => new JobTarget(keys.Place.Line, keys.Place.Column, null, [.. keys.Entries.Select(Setting)]),
        _ => null,
    };

    private static JobTargetSetting Setting((JobScalar Key, JobNode Value) entry) => new(
        entry.Value.Place.Line, entry.Value.Place.Column, entry.Key.Value, entry.Value switch
        {
            JobScalar one => [one.Value],
            JobList several => [.. several.Items.OfType<JobScalar>().Select(s => s.Value)],
            _ => [],
        });
}
