using BackupTools.Abstractions;
using BackupTools.Scheduling;

namespace BackupTools.Commands;

/// <summary>Makes a trigger of what was given to say when, and refuses what would be ignored.</summary>
internal sealed record TriggerParameters
{
    public string? Cron { get; init; }

    public bool Daily { get; init; }

    public bool Weekly { get; init; }

    public bool Monthly { get; init; }

    public TimeSpan? Every { get; init; }

    public DayOfWeek[] DaysOfWeek { get; init; } = [];

    public int[] DaysOfMonth { get; init; } = [];

    public bool LastDay { get; init; }

    public TimeOnly[] At { get; init; } = [];

    /// <summary>The trigger; weekly on Saturday at 00:00 where nothing was given.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public ScheduleTrigger ToTrigger()
    {
        string[] kinds =
        [
            .. (string[])(Cron is not null ? ["-Cron"] : []), .. (string[])(Daily ? ["-Daily"] : []), .. (string[])(Weekly ? ["-Weekly"] : []),
            .. (string[])(Monthly ? ["-Monthly"] : []), .. (string[])(Every is not null ? ["-Every"] : []),
        ];
        if (kinds.Length > 1)
            throw Invalid($"{string.Join(" and ", kinds)} say when in different ways.", "Give one of them.");

        // Days say by themselves of what they are days.
        string kind = kinds.Length == 1 ? kinds[0] : DaysOfMonth.Length > 0 || LastDay ? "-Monthly" : At.Length > 0 && DaysOfWeek.Length == 0 ? "-Daily" : "-Weekly";
        Refuse(DaysOfWeek.Length > 0 && kind != "-Weekly", "-DaysOfWeek", kind);
        Refuse((DaysOfMonth.Length > 0 || LastDay) && kind != "-Monthly", "-DaysOfMonth and -LastDay", kind);
        Refuse(At.Length > 0 && kind is ("-Cron" or "-Every"), "-At", kind);
        return kind switch
        {
            "-Cron" => ScheduleTrigger.Cron(Cron!),
            "-Every" => ScheduleTrigger.Every(Every!.Value),
            "-Daily" => ScheduleTrigger.Daily(At),
            "-Monthly" => ScheduleTrigger.Monthly(DaysOfMonth, LastDay, At),
            _ => ScheduleTrigger.Weekly(DaysOfWeek, At),
        };
    }

    private static void Refuse(bool isIgnored, string name, string kind)
    {
        if (isIgnored)
            throw Invalid($"{name} would be ignored beside {kind}.", $"Leave one of them out{(kind is "-Cron" or "-Every" ? "; a cron expression says both" : "")}.");
    }

    private static BackupException Invalid(string what, string remedy) => new(ErrorCode.InvalidArgument, what, remedy);
}
