using System.Globalization;
using System.Management.Automation;
using BackupTools.Abstractions;

namespace BackupTools.Conversion;

/// <summary>
/// Makes a time limit of a number of seconds, or of hours:minutes:seconds. PowerShell itself takes a number for ticks of
/// a ten-millionth of a second, and a text with a number in it for days.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>What a timer of 32 bits of milliseconds can count: more than 24 days.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = Unwrap.Base(inputData);
        TimeSpan? time = value switch
        {
            null => throw Refused(value),
            TimeSpan given => given,
            string text when TryNumber(text, out double seconds) => FromSeconds(seconds),
            string text => text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan parsed) ? parsed : null,
            IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal =>
                FromSeconds(number.ToDouble(CultureInfo.InvariantCulture)),
            _ => null,
        };
        return time >= TimeSpan.Zero && time <= Longest ? time : throw Refused(value);
    }

    private static bool TryNumber(string text, out double seconds) => double.TryParse(
        text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
        CultureInfo.InvariantCulture, out seconds);

    private static TimeSpan? FromSeconds(double seconds) =>
        seconds >= 0 && seconds <= Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;

    private static BackupException Refused(object? value) => new(
        ErrorCode.InvalidArgument, $"{Unwrap.Describe(value)} is not a time to wait.",
        "Give seconds, such as 30 or 0.5, or hours:minutes:seconds, such as 00:02:00; 0 does not wait at all, and 24 days are the most.");
}
