using System.Globalization;

namespace BackupTools.Configuration.JobFiles.Keys;

/// <summary>A time as a job's file has it: a number with its unit.</summary>
internal static class JobDuration
{
    private const int MostDays = 36525;

    /// <summary>The pattern, for the schema too.</summary>
    public const string Pattern = "^[1-9][0-9]{0,6}[hdw]$";

    /// <summary>The time; null where the text is none.</summary>
    public static TimeSpan? TryParse(string text)
    {
        if (text.Length is < 2 or > 8 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1 || text[0] == '0')
            return null;
        double? days = text[^1] switch
        {
            'h' => number / 24.0,
            'd' => number,
            'w' => number * 7.0,
            _ => null,
        };
        return days <= MostDays ? TimeSpan.FromHours(Math.Round(days.Value * 24)) : null;
    }
}
