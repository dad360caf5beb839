using System.Management.Automation;
using BackupTools.Abstractions;

namespace BackupTools.Conversion;

/// <summary>Makes a time zone of its name, as IANA or Windows has it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeZoneTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = Unwrap.Base(inputData);
        if (value is TimeZoneInfo zone)
            return zone;
        return value is string { Length: > 0 and < 200 } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? found)
            ? found
            : throw new BackupException(
                ErrorCode.InvalidArgument, $"{Unwrap.Describe(value)} is no time zone that this machine knows.", "Give a name such as Europe/Berlin or UTC.");
    }
}
