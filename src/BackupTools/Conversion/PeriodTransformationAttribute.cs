using System.Management.Automation;
using BackupTools.Abstractions;

namespace BackupTools.Conversion;

/// <summary>
/// Makes a longer time of a text with units: 30d, 12h, 2w. A number alone is refused: whoever means days would get the seconds
/// that numbers are elsewhere. PowerShell itself reads 30d as the decimal number 30, which nobody writes otherwise, so that is days.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PeriodTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = Unwrap.Base(inputData);
        return value switch
        {
            TimeSpan time when time > TimeSpan.Zero => time,
            decimal days and > 0 and < 366_000 => TimeSpan.FromDays((double)days),
            string text when PeriodText.TryParse(text, out TimeSpan time) && time > TimeSpan.Zero => time,
            _ => throw new BackupException(
                ErrorCode.InvalidArgument, $"{Unwrap.Describe(value)} is not a time.", $"Give one with its unit, such as {PeriodText.Examples}."),
        };
    }
}
