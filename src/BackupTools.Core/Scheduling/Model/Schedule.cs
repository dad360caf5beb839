using System.Text.Json;
using System.Text.Json.Serialization;

namespace BackupTools.Scheduling;

/// <summary>Whose task a schedule is for the operating system.</summary>
public enum ScheduleScope
{
    /// <summary>The machine's: it runs whether anybody is logged in or not, and needs an administrator to set.</summary>
    System,

    /// <summary>The user's who set it.</summary>
    User,
}

/// <summary>What runs by itself, when, and who sees to it. It holds no secret.</summary>
public sealed record Schedule
{
    /// <summary>The version of the file's format.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Its name: letters, digits and <c>-_.</c>.</summary>
    public required string Name { get; init; }

    /// <summary>When it is due.</summary>
    public required ScheduleTrigger Trigger { get; init; }

    /// <summary>The time zone of the trigger's times, by its IANA name; null for the machine's.</summary>
    public string? TimeZone { get; init; }

    /// <summary>False where it waits until it is enabled.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Whose task it is.</summary>
    public ScheduleScope Scope { get; init; }

    /// <summary>The scheduler of the operating system that starts it.</summary>
    public required string Scheduler { get; init; }

    /// <summary>The account that the task runs as, on Windows; null for the usual one of its scope.</summary>
    public string? Account { get; init; }

    /// <summary>By how much a start may be put off at random, so that many machines do not start at once; null for not at all.</summary>
    public TimeSpan? RandomDelay { get; init; }

    /// <summary>What to run.</summary>
    public required ScheduledWork Work { get; init; }

    /// <summary>How the task starts PowerShell.</summary>
    public required ScheduleLaunch Launch { get; init; }

    /// <summary>When it was set, enabled or disabled last. What was due before that nobody waits for.</summary>
    public DateTime ChangedAtUtc { get; init; }

    /// <summary>What a newer version wrote and this one does not know.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Further { get; set; }
}

/// <summary>What a schedule runs: a job by its name or path, or a backup that is described here. One of the two.</summary>
public sealed record ScheduledWork
{
    /// <summary>The name or the absolute path of a job.</summary>
    public string? Job { get; init; }

    /// <summary>The backup.</summary>
    public ScheduledBackup? Backup { get; init; }

    /// <summary>What a newer version wrote and this one does not know.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Further { get; set; }

    /// <summary>Says it in words.</summary>
    public override string ToString() => Job is not null ? $"job {Job}" : Backup?.ToString() ?? "nothing";
}

/// <summary>A backup that a schedule makes.</summary>
public sealed record ScheduledBackup
{
    private readonly IReadOnlyList<string> _databases = [];
    private readonly IReadOnlyList<string> _excludedDatabases = [];
    private readonly IReadOnlyList<string> _storages = [];
    private readonly IReadOnlyList<string> _recipients = [];

    /// <summary>The name of a saved connection, an absolute path, or a URI without a password.</summary>
    public required string Connection { get; init; }

    /// <summary>The databases, with wildcards; none for the one that the connection names.</summary>
    public IReadOnlyList<string> Databases { get => _databases; init => _databases = value ?? []; }

    /// <summary>The databases to leave out, with wildcards.</summary>
    public IReadOnlyList<string> ExcludedDatabases { get => _excludedDatabases; init => _excludedDatabases = value ?? []; }

    /// <summary>Where to write: absolute paths, or URIs without a secret.</summary>
    public required IReadOnlyList<string> Storages { get => _storages; init => _storages = value ?? []; }

    /// <summary>The codec's permanent name.</summary>
    public string Compression { get; init; } = "zstd";

    /// <summary>For whom it is encrypted: names of keys, absolute paths of public keys, and URIs of keys that services keep; none for everybody.</summary>
    public IReadOnlyList<string> Recipients { get => _recipients; init => _recipients = value ?? []; }

    /// <summary>What signs it: the name of a key, or the absolute path of one; null for nothing.</summary>
    public string? SigningKey { get; init; }

    /// <summary>How many backups of each database stay in each storage; 0 for all.</summary>
    public int KeepLast { get; init; } = 3;

    /// <summary>How thoroughly each backup is tested before it counts: Quick, Full or Restore.</summary>
    public string Level { get; init; } = "Full";

    /// <summary>What a newer version wrote and this one does not know.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Further { get; set; }

    /// <summary>Says it in words.</summary>
    public override string ToString() =>
        $"{Connection}{(Databases.Count > 0 ? $" ({string.Join(", ", Databases)})" : "")} to {string.Join(", ", Storages)}";
}

/// <summary>How a task starts PowerShell with this module.</summary>
public sealed record ScheduleLaunch
{
    private readonly IReadOnlyList<string> _options = [];

    /// <summary>The absolute path of <c>pwsh</c>.</summary>
    public required string PowerShell { get; init; }

    /// <summary>What it is started with, before the script is named.</summary>
    public IReadOnlyList<string> Options { get => _options; init => _options = value ?? []; }

    /// <summary>The absolute path of the module's script for tasks.</summary>
    public required string Script { get; init; }

    /// <summary>The absolute path of the configuration folder that has the schedule.</summary>
    public required string Folder { get; init; }

    /// <summary>Where .NET is, for a PowerShell that does not bring its own; null where it finds it.</summary>
    public string? DotnetRoot { get; init; }

    /// <summary>What a newer version wrote and this one does not know.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Further { get; set; }

    /// <summary>The program and its arguments.</summary>
    /// <param name="name">The schedule's name.</param>
    /// <param name="onlyIfDue">True where the run is made only if one is due that has not been made.</param>
    public IReadOnlyList<string> CommandLine(string name, bool onlyIfDue = false) =>
        [PowerShell, .. Options, "-File", Script, "-Name", name, "-Folder", Folder, .. (string[])(onlyIfDue ? ["-Due"] : [])];
}
