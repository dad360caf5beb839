using BackupTools.Abstractions;

namespace BackupTools.Configuration.Settings;

/// <summary>What settings may say.</summary>
internal static class SettingsRules
{
    private const int MaxParallelism = 256;
    private const int MaxStorages = 20;

    /// <summary>The first setting that cannot be honored; null where all can.</summary>
    public static BackupException? FindProblem(ComponentSet components, BackupSettings settings)
    {
        if (settings.Parallelism is < 1 or > MaxParallelism)
            return Refused($"{settings.Parallelism} is no number of chunks to work on at the same time.", $"Give 1 to {MaxParallelism}.");
        if (settings.KeepLast < 1)
            return Refused($"{settings.KeepLast} is no number of backups to keep.", "Give 1 or more.");
        if (settings.Storage.Count > MaxStorages)
            return Refused($"{settings.Storage.Count} storages are too many.", $"Give {MaxStorages} at most.");
        try
        {
            if (settings.Compression is not null)
                components.GetCompressor(settings.Compression);
            foreach (string location in settings.Storage)
            {
                if (ShownText.WithoutSecrets(location) != location)
                    return Refused("A storage with a secret in it cannot be saved.", "Leave the secret out.");
                components.ParseStorage(location);
            }
        }
        catch (BackupException e)
        {
            return e;
        }

        (string name, string path) = settings.ToolPath.FirstOrDefault(t => !ToolFinder.Names.Contains(t.Key) || !Path.IsPathFullyQualified(t.Value ?? ""));
        return name is null ? null
            : !ToolFinder.Names.Contains(name) ? Refused($"'{name}' is no tool that is looked for.", NameSuggestions.Remedy(name, ToolFinder.Names, ""))
            : Refused($"'{path}' is no absolute path, and '{name}' needs one.", "Give the absolute path of the program.");
    }

    private static BackupException Refused(string what, string remedy) => new(ErrorCode.InvalidArgument, what, remedy);
}
