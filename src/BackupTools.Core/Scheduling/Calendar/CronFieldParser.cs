using System.Globalization;
using Cronos;

namespace BackupTools.Scheduling;

/// <summary>Reads the fields of a cron expression that <see cref="CronExpressions"/> has accepted.</summary>
internal static class CronFieldParser
{
    private static readonly string[] MonthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] DayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>The rule that the expression is.</summary>
    /// <exception cref="CronFormatException">Where the expression has what this reader does not know.</exception>
    public static CalendarRule Parse(string expression)
    {
        string[] fields = CronExpressions.Fields(expression);
        if (fields is [['@', ..] macro])
            fields = CronExpressions.Fields(OfMacro(macro));
        if (fields.Length == 5)
            fields = ["0", .. fields];
        CalendarRule rule = new()
        {
            Seconds = ParseList(fields[0], 0, 59, []),
            Minutes = ParseList(fields[1], 0, 59, []),
            Hours = ParseList(fields[2], 0, 23, []),
            DaysOfMonth = FieldSet.All(1, 31),
            Months = ParseList(fields[4], 1, 12, MonthNames),
            DaysOfWeek = FieldSet.All(0, 6),
        };
        return WithDaysOfWeek(WithDaysOfMonth(rule, fields[3].ToUpperInvariant()), fields[5].ToUpperInvariant());
    }

    private static string OfMacro(string macro) => macro.ToLowerInvariant() switch
    {
        "@every_second" => "* * * * * *",
        "@every_minute" => "* * * * *",
        "@hourly" => "0 * * * *",
        "@daily" or "@midnight" => "0 0 * * *",
        "@weekly" => "0 0 * * 0",
        "@monthly" => "0 0 1 * *",
        "@yearly" or "@annually" => "0 0 1 1 *",
        _ => throw new CronFormatException($"'{macro}' is no macro that this version knows."),
    };

    private static CalendarRule WithDaysOfMonth(CalendarRule rule, string field)
    {
        if (field.EndsWith('W'))
            return rule with { Unspeakable = $"the weekday nearest to a day ('{field}')" };
        if (!field.StartsWith('L'))
            return rule with { DaysOfMonth = ParseList(field, 1, 31, []) };
        int before = field.Length == 1 ? 0 : field[1] == '-' ? Number(field[2..], 0, 30, []) : throw Unknown(field);
        return rule with { DaysFromEnd = FieldSet.Of(1, 31, before + 1) };
    }

    private static CalendarRule WithDaysOfWeek(CalendarRule rule, string field)
    {
        int mark = field.IndexOf('#', StringComparison.Ordinal);
        if (mark > 0)
        {
            int which = Number(field[(mark + 1)..], 1, 5, []);
            FieldSet week = FieldSet.Of(1, 31, Enumerable.Range(1, 31).Where(d => (d - 1) / 7 + 1 == which));
            return rule with
            {
                DaysOfWeek = DayOf(field[..mark]),
                DaysOfMonth = rule.DaysOfMonth with { Bits = rule.DaysOfMonth.Bits & week.Bits },
            };
        }

        if (field.Length > 1 && field.EndsWith('L'))
        {
            FieldSet last = FieldSet.Of(1, 31, Enumerable.Range(1, 7));
            return rule.DaysFromEnd.IsEmpty
                ? rule with { DaysOfWeek = DayOf(field[..^1]), DaysFromEnd = last }
                : rule with { DaysOfWeek = DayOf(field[..^1]), DaysFromEnd = last with { Bits = last.Bits & rule.DaysFromEnd.Bits } };
        }

        FieldSet days = ParseList(field, 0, 7, DayNames);
        ulong sunday = days.Contains(7) ? 1UL : 0;
        return rule with { DaysOfWeek = new FieldSet(0, 6, (days.Bits & 0x7F) | sunday) };
    }

    private static FieldSet DayOf(string name) => FieldSet.Of(0, 6, Number(name, 0, 7, DayNames) % 7);

    private static FieldSet ParseList(string field, int least, int most, string[] names)
    {
        FieldSet set = FieldSet.Of(least, most);
        foreach (string part in field.ToUpperInvariant().Split(','))
            set = set with { Bits = set.Bits | ParsePart(part, least, most, names).Bits };
        return set;
    }

    private static FieldSet ParsePart(string part, int least, int most, string[] names)
    {
        string[] steps = part.Split('/');
        int step = steps.Length > 1 ? Number(steps[1], 1, most, []) : 1;
        if (steps[0] is "*" or "?")
            return FieldSet.Of(least, most, From(least, OfWeek(most), step, least, most));
        string[] ends = steps[0].Split('-');
        int first = Number(ends[0], least, most, names);
        int last = ends.Length > 1 ? Number(ends[1], least, most, names) : steps.Length > 1 ? most : first;

        // The library that judges leaves Sunday out of such a range, and nobody means that.
        return first > OfWeek(most) && last < first && step > 1
            ? throw new CronFormatException($"'{part}' begins with 7 and has steps: write Sunday as 0.")
            : FieldSet.Of(least, most, From(first, last, step, least, most));
    }

    /// <summary>The week has seven days, although Sunday may be written as 7 too.</summary>
    private static int OfWeek(int most) => most == 7 ? 6 : most;

    /// <summary>A range whose end lies before its beginning goes on at the least value.</summary>
    private static IEnumerable<int> From(int first, int last, int step, int least, int most)
    {
        int size = OfWeek(most) - least + 1;
        int length = last >= first ? last - first : last + size - first;
        for (int i = 0; i <= length; i += step)
            yield return first + i > most ? first + i - size : first + i;
    }

    private static int Number(string text, int least, int most, string[] names)
    {
        int named = Array.IndexOf(names, text);
        int value = named >= 0 ? named + least
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw Unknown(text);
        return value >= least && value <= most ? value : throw Unknown(text);
    }

    private static CronFormatException Unknown(string text) => new($"'{text}' is not understood.");
}
