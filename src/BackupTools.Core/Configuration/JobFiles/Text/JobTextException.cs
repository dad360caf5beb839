namespace BackupTools.Configuration.JobFiles.Text;

/// <summary>The file is no YAML that is taken here; after it nothing more can be understood.</summary>
internal sealed class JobTextException(Place place, string problem, string remedy, Exception? cause = null) : Exception(problem, cause)
{
    public Place Place => place;

    public string Remedy => remedy;
}
