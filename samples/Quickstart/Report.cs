using System.Globalization;

namespace BackupTools.Samples;

/// <summary>Prints figures as people read them.</summary>
internal static class Report
{
    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => Invariant($"{bytes / 1024.0:0.0} KiB"),
        < 1024L * 1024 * 1024 => Invariant($"{bytes / 1048576.0:0.0} MiB"),
        _ => Invariant($"{bytes / 1073741824.0:0.00} GiB"),
    };

    public static string Seconds(TimeSpan time) => Invariant($"{time.TotalSeconds:0.00} s");

    public static void Step(string title) => Console.WriteLine($"\n{title}");

    public static void Line(string name, object? value) => Console.WriteLine($"  {name,-14} {value}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
