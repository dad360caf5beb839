using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Completion;
using BackupTools.Conversion;

namespace BackupTools.Commands.Hosting;

/// <summary>How many backups are kept; the same at retention and after a backup.</summary>
public sealed class RetentionParameters : ParameterGroup
{
    /// <summary>
    /// Keeps so many of the newest backups of each database. Where nothing says what to keep: the default of Set-BackupConfiguration.
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepLast { get; set; }

    /// <summary>Keeps the newest of each of so many hours that have backups.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepHourly { get; set; }

    /// <summary>Keeps the newest of each of so many days that have backups.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepDaily { get; set; }

    /// <summary>Keeps the newest of each of so many weeks, from Monday, that have backups.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepWeekly { get; set; }

    /// <summary>Keeps the newest of each of so many months that have backups.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepMonthly { get; set; }

    /// <summary>Keeps the newest of each of so many years that have backups.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepYearly { get; set; }

    /// <summary>
    /// Keeps everything within this time of the newest backup, and not of now: 30d, 12h, 2w, 1d12h, or a TimeSpan. A number
    /// without a unit is refused.
    /// </summary>
    [Parameter]
    [PeriodTransformation]
    public TimeSpan? KeepWithin { get; set; }

    /// <summary>The time zone whose hours, days, weeks, months and years are meant: Europe/Berlin, UTC.</summary>
    /// <value>That of this machine</value>
    [Parameter]
    [ValidateNotNull]
    [TimeZoneTransformation]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public TimeZoneInfo TimeZone { get; set; } = TimeZoneInfo.Local;

    /// <summary>The same as the library understands it.</summary>
    internal RetentionPolicy ToPolicy() => new()
    {
        KeepLast = KeepLast,
        KeepHourly = KeepHourly,
        KeepDaily = KeepDaily,
        KeepWeekly = KeepWeekly,
        KeepMonthly = KeepMonthly,
        KeepYearly = KeepYearly,
        KeepWithin = KeepWithin,
        TimeZone = TimeZone,
    };
}
