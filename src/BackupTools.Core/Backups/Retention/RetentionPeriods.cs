using System.Globalization;

namespace BackupTools.Backups;

/// <summary>The hours, days, weeks, months and years of a time zone, by names of which no two are the same.</summary>
internal static class RetentionPeriods
{
    /// <summary>The hour, with its distance from UTC: the hour that comes twice in autumn is two.</summary>
    public static string Hour(DateTimeOffset local) => local.ToString("'the hour' yyyy-MM-dd HH'h' '('zzz')'", CultureInfo.InvariantCulture);

    /// <summary>The day, of 23, 24 or 25 hours.</summary>
    public static string Day(DateTimeOffset local) => local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The week of ISO 8601, whose year is not always that of the day.</summary>
    public static string Week(DateTimeOffset local) =>
        string.Create(CultureInfo.InvariantCulture, $"the week {ISOWeek.GetYear(local.DateTime):0000}-W{ISOWeek.GetWeekOfYear(local.DateTime):00}");

    /// <summary>The month.</summary>
    public static string Month(DateTimeOffset local) => local.ToString("'the month' yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>The year.</summary>
    public static string Year(DateTimeOffset local) => local.ToString("'the year' yyyy", CultureInfo.InvariantCulture);
}
