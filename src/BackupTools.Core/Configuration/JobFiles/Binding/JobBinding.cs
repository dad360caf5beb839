using BackupTools.Abstractions;
using BackupTools.Configuration.JobFiles.Text;

namespace BackupTools.Configuration.JobFiles.Binding;

/// <summary>What both shapes of a job's file share when they become a job.</summary>
/// <param name="values">The file's values.</param>
/// <param name="path">The file.</param>
/// <param name="components">The engines and storages.</param>
/// <param name="report">Takes a mistake: place, key, problem, remedy.</param>
internal sealed class JobBinding(JobValues values, string path, ComponentSet components, Action<Place, string, string, string> report)
{
    /// <summary>The file's values.</summary>
    public JobValues Values => values;

    /// <summary>The engines and storages.</summary>
    public ComponentSet Components => components;

    /// <summary>Reports a mistake in the value of a key.</summary>
    public void Report(string key, string problem, string remedy) =>
        report(values.Places.TryGetValue(key, out Place place) ? place : new Place(1, 1), key, problem, remedy);

    /// <summary>The keys that both shapes have.</summary>
    public BackupJobDefinition Common()
    {
        string name = values.Text("name") ?? Path.GetFileNameWithoutExtension(path);
        if (!ConnectionName.IsValid(name))
            Report("name", $"'{name}' cannot be the name of a job.", $"Write name: with up to {ConnectionName.MaxLength} letters, digits and . _ -, beginning with a letter or a digit.");
        JobVerification verify = Enum.TryParse(values.Text("verify"), ignoreCase: true, out JobVerification level) ? level : JobVerification.None;
        if (values.Node("verifyConnection") is not null && verify != JobVerification.Restore)
            Report("verifyConnection", "'verifyConnection' means nothing without a trial restore.", "Write verify: restore, or leave it out.");
        if (values.Text("verifyConnection") is { } server)
            CheckConnection("verifyConnection", server);
        return new BackupJobDefinition
        {
            Name = name,
            Path = path,
            Description = values.Text("description"),
            Parallelism = values.Number("parallelism"),
            Retention = Retention(),
            Verify = verify,
            VerifyConnection = values.Text("verifyConnection"),
            Notify = JobTargets.Of(values.Node("notify")),
            Places = values.Places,
        };
    }

    /// <summary>
    /// A connection as a text: what has a scheme is understood by its engine, what has a separator or ends like a database file's name is a
    /// path, relative to the file; a word is a registered name.
    /// </summary>
    public string CheckConnection(string key, string text)
    {
        try
        {
            if (ShownText.WithoutSecrets(text) != text || (components.IsServerConnection(text) && components.ParseConnection(text).PasswordSource is not null))
                Report(key, $"'{key}' has a password in it.", "Register the connection and write its name, or write keys: host, user, database, and password: env:NAME or secret:vault/name.");
            else if (text.Contains("://", StringComparison.Ordinal) || components.IsServerConnection(text))
                components.ParseConnection(text);
            else if (!ConnectionName.IsValid(text))
                return Absolute(text);
        }
        catch (BackupException e)
        {
            Report(key, e.What, e.Remedy);
        }

        return text;
    }

    /// <summary>The storages, relative ones relative to the file.</summary>
    public IReadOnlyList<string> Storages(string key, IReadOnlyList<string> locations)
    {
        List<string> result = [];
        foreach (string location in locations)
        {
            try
            {
                if (ShownText.WithoutSecrets(location) != location)
                    Report(key, $"'{key}' has a secret in it.", "Leave it out of the file.");
                else
                    result.Add(components.ParseStorage(location.Contains("://", StringComparison.Ordinal) ? location : Absolute(location)).Location);
            }
            catch (BackupException e)
            {
                Report(key, e.What, e.Remedy);
            }
        }

        if (result.Distinct(StringComparer.Ordinal).Count() < result.Count)
            Report(key, $"'{key}' names a storage twice.", "Name it once.");
        return result;
    }

    /// <summary>A path, relative to the file.</summary>
    public string Absolute(string text) => Path.GetFullPath(text, Path.GetDirectoryName(path)!);

    private RetentionPolicy? Retention()
    {
        if (values.Node("retention") is not JobMapping keys)
            return null;
        int Count(string name) => values.Number("retention." + name) ?? 0;
        RetentionPolicy retention = new()
        {
            KeepLast = Count("keepLast"),
            KeepHourly = Count("keepHourly"),
            KeepDaily = Count("keepDaily"),
            KeepWeekly = Count("keepWeekly"),
            KeepMonthly = Count("keepMonthly"),
            KeepYearly = Count("keepYearly"),
            KeepWithin = values.Text("retention.keepWithin") is { } within ? Keys.JobDuration.TryParse(within) : null,
            TimeZone = values.Text("retention.timeZone") is { } zone && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? found) ? found : TimeZoneInfo.Local,
        };
        if (!keys.Entries.Any(e => e.Key.Value.StartsWith("keep", StringComparison.Ordinal)))
            Report("retention", "'retention' has no rule: it would keep nothing.", "Write keepLast: 3, or another rule; leave it out to keep all.");
        return retention;
    }
}
