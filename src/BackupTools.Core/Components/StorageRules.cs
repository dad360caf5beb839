using BackupTools.Abstractions;

namespace BackupTools;

/// <summary>What a storage of a kind may have: what would be ignored is refused.</summary>
internal static class StorageRules
{
    public static void Check(IStorageProvider provider, StorageInfo storage)
    {
        if (!provider.HasUsers && (storage.UserName is not null || storage.Secret is not null))
            throw Refused(storage, $"A storage of the kind {provider.Kind} has no users, and '{storage.Location}' was given one.", "Leave out the credential.");
        if (storage.Options.Keys.FirstOrDefault(k => !provider.OptionNames.Contains(k, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw Refused(
                storage, $"A storage of the kind {provider.Kind} has no option '{unknown}'.",
                provider.OptionNames.Count == 0 ? "It has none; leave it out." : NameSuggestions.Remedy(unknown, provider.OptionNames, ""));
        }

        if (storage.MaxBytesPerSecond <= 0)
            throw Refused(storage, "A storage cannot be limited to no bytes at all.", "Give a number above 0, or none.");
    }

    private static BackupException Refused(StorageInfo storage, string what, string remedy) =>
        new(ErrorCode.InvalidArgument, what, remedy, storage.Location);
}
