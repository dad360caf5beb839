using System.Text.Json;
using System.Text.Json.Serialization;

namespace BackupTools.Scheduling;

/// <summary>How schedules become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(Schedule))]
internal sealed partial class ScheduleJson : JsonSerializerContext
{
    /// <summary>The file's content.</summary>
    public static byte[] ToBytes(Schedule schedule) => [.. JsonSerializer.SerializeToUtf8Bytes(schedule, Default.Schedule), (byte)'\n'];

    /// <summary>True where two schedules say the same, whenever they were set.</summary>
    public static bool AreSame(Schedule one, Schedule other) =>
        ToBytes(one with { ChangedAtUtc = default }).AsSpan().SequenceEqual(ToBytes(other with { ChangedAtUtc = default }));
}

/// <summary>How lines of run records become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ScheduleRun))]
internal sealed partial class RunJson : JsonSerializerContext;
