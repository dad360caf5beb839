using System.Globalization;
using System.Text.RegularExpressions;

namespace BackupTools.Common;

/// <summary>
/// Longer times as people write them: <c>30d</c>, <c>12h</c>, <c>2w</c>, <c>1d12h</c>, <c>36:00:00</c>. There is no letter for minutes or
/// months, since <c>m</c> means either, and none for a number alone.
/// </summary>
public static partial class PeriodText
{
    /// <summary>What can be written, for an error's remedy.</summary>
    public const string Examples = "30d, 12h, 2w, 1d12h or 36:00:00";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(366 * 1000);

    /// <summary>Understands such a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="period">The time; never negative.</param>
    public static bool TryParse(string? text, out TimeSpan period)
    {
        period = TimeSpan.Zero;
        if (Parts().Match(text ?? "") is { Success: true } match)
        {
            double days = (Number(match, "w") * 7) + Number(match, "d") + (Number(match, "h") / 24);
            if (days > Longest.TotalDays)
                return false;
            period = TimeSpan.FromDays(days);
            return true;
        }

        if (Clock().Match(text ?? "") is not { Success: true } clock)
            return false;
        period = TimeSpan.FromSeconds((Number(clock, "h") * 3600) + (Number(clock, "m") * 60) + Number(clock, "s"));
        return true;
    }

    /// <summary>A time in its largest whole unit: <c>30 days</c>, <c>36 hours</c>, <c>90 minutes</c>.</summary>
    /// <param name="period">The time.</param>
    public static string Of(TimeSpan period) => period.Ticks switch
    {
        >= TimeSpan.TicksPerDay and var t when t % TimeSpan.TicksPerDay == 0 => Figures.Count(t / TimeSpan.TicksPerDay, "day"),
        >= TimeSpan.TicksPerHour and var t when t % TimeSpan.TicksPerHour == 0 => Figures.Count(t / TimeSpan.TicksPerHour, "hour"),
        >= TimeSpan.TicksPerMinute and var t when t % TimeSpan.TicksPerMinute == 0 => Figures.Count(t / TimeSpan.TicksPerMinute, "minute"),
        _ => Figures.Duration(period),
    };

    /// <summary>About how long ago: <c>3 days</c>, <c>5 hours</c>, <c>2 minutes</c>, <c>less than a minute</c>.</summary>
    /// <param name="age">The time that has passed.</param>
    public static string About(TimeSpan age) => age.TotalDays >= 2 ? Figures.Count((long)age.TotalDays, "day")
        : age.TotalHours >= 2 ? Figures.Count((long)age.TotalHours, "hour")
        : age.TotalMinutes >= 1 ? Figures.Count((long)age.TotalMinutes, "minute")
        : "less than a minute";

    private static double Number(Match match, string group) =>
        match.Groups[group] is { Success: true } found ? double.Parse(found.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^\s*(?=\d)((?<w>\d{1,6})w)?\s*((?<d>\d{1,6})d)?\s*((?<h>\d{1,8})h)?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();

    [GeneratedRegex(@"^\s*(?<h>\d{1,6}):(?<m>[0-5]\d):(?<s>[0-5]\d)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Clock();
}
