using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BackupTools.Abstractions;

namespace BackupTools.Storages.Shared;

/// <summary>Reads the options of a storage; what cannot be understood is refused with the option's name.</summary>
/// <param name="storage">The storage.</param>
internal sealed class StorageOptions(StorageInfo storage)
{
    /// <summary>The value of an option; null where it is not given.</summary>
    /// <param name="name">The option.</param>
    public string? Text(string name)
    {
        string? value = storage.Options.FirstOrDefault(o => o.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        if (value is null)
            return null;
        return value.Length > 0 && !value.Any(char.IsControl)
            ? value
            : throw Refused($"The option {name} has no value, or one with control characters", "Give its value, or leave it out.");
    }

    /// <summary>The value of an option that must be one of a few, as it is written here.</summary>
    /// <param name="name">The option.</param>
    /// <param name="values">The values.</param>
    public string? OneOf(string name, params string[] values) => Text(name) is not { } text
        ? null
        : values.FirstOrDefault(v => v.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw Refused($"The option {name} cannot be '{text}'", $"It can be: {string.Join(", ", values)}.");

    /// <summary>A yes or no.</summary>
    /// <param name="name">The option.</param>
    public bool? Flag(string name) => OneOf(name, "true", "false") is { } text ? text == "true" : null;

    /// <summary>The absolute path of a file; <c>~/</c> is the user's own folder.</summary>
    /// <param name="name">The option.</param>
    public string? FullPath(string name)
    {
        if (Text(name) is not { } given)
            return null;
        string path = given.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), given[2..])
            : given;
        return Path.IsPathFullyQualified(path)
            ? path
            : throw Refused($"The option {name} is the relative path '{given}', and nothing says to what", "Give an absolute path.");
    }

    /// <summary>A number of days from 1 on.</summary>
    /// <param name="name">The option.</param>
    public int? Days(string name) => Text(name) is not { } text
        ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int days) && days is > 0 and <= 36_500
            ? days
            : throw Refused($"The option {name} is '{text}', which is no number of days", "Give a whole number from 1 to 36500.");

    /// <summary>A moment in the future, in UTC where it does not say otherwise.</summary>
    /// <param name="name">The option.</param>
    public DateTime? Moment(string name)
    {
        if (Text(name) is not { } text)
            return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, Utc, out DateTime moment))
            throw Refused($"The option {name} is '{text}', which is no date", "Write it as 2027-12-31 or 2027-12-31T18:00:00Z.");
        return moment > DateTime.UtcNow ? moment : throw Refused($"The option {name} is '{text}', which has passed", "Give a date in the future.");
    }

    /// <summary>The address of a service: <c>http</c> or <c>https</c>, without a user, a query or a fragment.</summary>
    /// <param name="name">The option.</param>
    public Uri? Address(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return IsAddress(text, out Uri? uri) ? uri : throw Refused($"The option {name} is no address of a service", "Write https://host or https://host:port, without a user, key or query.");
    }

    /// <summary>True for the address of a service.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="uri">The address.</param>
    public static bool IsAddress(string text, [NotNullWhen(true)] out Uri? uri) =>
        Uri.TryCreate(text, UriKind.Absolute, out uri) && uri.Scheme is "http" or "https"
            && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;

    public BackupException Refused(string what, string remedy) =>
        new(ErrorCode.InvalidArgument, $"{what}, for the storage '{storage.Location}'.", remedy, storage.Location);
}
