using System.Globalization;

namespace BackupTools.Samples;

/// <summary>Prints figures as people read them.</summary>
internal static class Report
{
    public static string Seconds(TimeSpan time) => Invariant($"{time.TotalSeconds:0.00} s");

    public static void Step(string title) => Console.WriteLine($"\n{title}");

    public static void Line(string name, object? value) => Console.WriteLine($"  {name,-14} {value}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
