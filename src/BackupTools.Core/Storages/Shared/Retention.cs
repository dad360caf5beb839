namespace BackupTools.Storages.Shared;

/// <summary>For how long nobody can remove an archive that is written now, where the maker's service keeps it.</summary>
/// <param name="RetainUntil">A date for all of them.</param>
/// <param name="RetainDays">So many days from the writing of each.</param>
/// <param name="RetentionMode">Who can lift it, in the maker's word.</param>
internal sealed record Retention(DateTime? RetainUntil, int? RetainDays, string RetentionMode)
{
    public static readonly string[] Names = [nameof(RetainUntil), nameof(RetainDays), nameof(RetentionMode)];

    /// <summary>True where anything is to be kept.</summary>
    public bool IsAsked => RetainUntil is not null || RetainDays is not null;

    /// <summary>What the options of a storage say.</summary>
    /// <param name="options">The options.</param>
    /// <param name="modes">The modes that the maker has, the milder first, which is the default.</param>
    public static Retention Of(StorageOptions options, params string[] modes)
    {
        Retention retention = new(
            options.Moment(nameof(RetainUntil)), options.Days(nameof(RetainDays)), options.OneOf(nameof(RetentionMode), modes) ?? modes[0]);
        if (retention.RetainUntil is not null && retention.RetainDays is not null)
            throw options.Refused("The options RetainUntil and RetainDays contradict each other", "Give one of them.");
        return retention.IsAsked || options.Text(nameof(RetentionMode)) is null
            ? retention
            : throw options.Refused("The option RetentionMode has nothing to say a mode of", "Give RetainDays or RetainUntil too.");
    }

    /// <summary>Until when an object is protected that is written now; null for no protection.</summary>
    /// <param name="name">Its name.</param>
    public DateTime? Of(string name) => !ObjectName.IsArchive(name)
        ? null
        : RetainUntil ?? (RetainDays is { } days ? DateTime.UtcNow.AddDays(days) : null);
}
