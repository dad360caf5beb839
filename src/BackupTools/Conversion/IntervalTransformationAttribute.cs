using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using BackupTools.Abstractions;

namespace BackupTools.Conversion;

/// <summary>Makes a time between two runs of 15m, 2h, hours:minutes:seconds, or a TimeSpan. A bare number says nothing of its unit and is refused; PowerShell takes 2d for one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed partial class IntervalTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = Unwrap.Base(inputData);
        TimeSpan? time = value switch
        {
            TimeSpan given => given,
            string text when Unit().Match(text.Trim()) is { Success: true } match => Of(match.Groups["number"].Value, match.Groups["unit"].Value[0]),
            string text => text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan parsed) ? parsed : null,
            _ => null,
        };
        return time ?? throw new BackupException(
            ErrorCode.InvalidArgument, $"{Unwrap.Describe(value)} is no time between two moments.", "Write 15m, 2h or 00:15:00.");
    }

    private static TimeSpan? Of(string number, char unit) => !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count > 100_000
        ? null
        : char.ToLowerInvariant(unit) switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };

    [GeneratedRegex(@"\A(?<number>\d+) ?(?<unit>s|m|h|d)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Unit();
}
