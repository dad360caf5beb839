using Cronos;

namespace BackupTools.Scheduling;

/// <summary>Cron expressions as the library that judges them reads them: five fields, or six with seconds first.</summary>
internal static class CronExpressions
{
    /// <summary>Reads an expression.</summary>
    /// <exception cref="CronFormatException">Where it is none.</exception>
    public static CronExpression Parse(string expression) => CronExpression.Parse(expression, FormatOf(expression));

    /// <summary>The fields as they stand there; one field is a macro such as <c>@daily</c>.</summary>
    public static string[] Fields(string expression) => expression.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static CronFormat FormatOf(string expression) => Fields(expression).Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard;
}
