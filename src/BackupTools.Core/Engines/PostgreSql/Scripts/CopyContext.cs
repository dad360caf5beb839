using System.Globalization;

namespace BackupTools.Engines.PostgreSql.Scripts;

/// <summary>Finds in what a server says of a failed COPY the line that it was at: <c>COPY table, line 12, column c: "…"</c>, in whatever language.</summary>
internal static class CopyContext
{
    /// <summary>The line, counted from the first row; null where the server does not say.</summary>
    public static long? LineOf(string context)
    {
        int at = context.LastIndexOf("COPY ", StringComparison.Ordinal);
        int comma = at < 0 ? -1 : context.IndexOf(", ", at, StringComparison.Ordinal);
        if (comma < 0)
            return null;
        int digit = context.AsSpan(comma).IndexOfAnyInRange('0', '9');
        if (digit < 0 || context.AsSpan(comma + 1, digit - 1).IndexOfAny(",:") >= 0)
            return null;
        ReadOnlySpan<char> rest = context.AsSpan(comma + digit);
        int length = rest.IndexOfAnyExceptInRange('0', '9');
        return long.TryParse(length < 0 ? rest : rest[..length], NumberStyles.None, CultureInfo.InvariantCulture, out long line) ? line : null;
    }
}
