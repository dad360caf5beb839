using System.Globalization;

namespace BackupTools.Common;

/// <summary>Figures as people read them, the same in every culture.</summary>
public static class Figures
{
    private static readonly string[] Units = ["bytes", "KB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>A size with three significant digits or so: <c>1.2 MB</c>. The units are PowerShell's own: 1KB is 1024.</summary>
    /// <param name="bytes">The size in bytes.</param>
    public static string Bytes(long bytes)
    {
        if (bytes is < 0 and > long.MinValue)
            return "-" + Bytes(-bytes);
        double value = bytes;
        int unit = 0;
        while (value >= 1023.95 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return unit == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} {(bytes == 1 ? "byte" : Units[0])}")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Units[unit]}");
    }

    /// <summary>A number with its thousands divided: <c>1,200</c>.</summary>
    /// <param name="number">The number.</param>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A time in seconds: <c>1.5 s</c>; below one in milliseconds: <c>12.5 ms</c>.</summary>
    /// <param name="time">The time.</param>
    public static string Duration(TimeSpan time) => time < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    /// <summary>A moment, the same in every culture and calendar: <c>2026-11-21 06:00:00</c>.</summary>
    /// <param name="moment">The moment.</param>
    public static string Moment(DateTime moment) => moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A number of things: <c>1 table</c>, <c>1,200 tables</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">What one of them is called; the plural adds an s.</param>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");
}
