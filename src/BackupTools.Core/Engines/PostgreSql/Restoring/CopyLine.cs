using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>Finds in what a server says of a failed COPY the line that it was at.</summary>
internal static class CopyLine
{
    /// <summary>The line, counted from 1: <c>COPY table, line 12, column c: "…"</c>, in whatever language. Null where it is not said.</summary>
    /// <param name="error">The error of the COPY.</param>
    /// <param name="table">The table, without its schema.</param>
    public static long? Of(BackupException error, string table)
    {
        string start = $"COPY {table}, ";
        string context = (error.InnerException as ServerException)?.Context ?? "";
        int at = context.LastIndexOf(start, StringComparison.Ordinal);
        if (at < 0)
            return null;
        ReadOnlySpan<char> rest = context.AsSpan(at + start.Length);
        int first = rest.IndexOfAnyInRange('0', '9');
        if (first < 0 || rest[..first].IndexOfAny(",:") >= 0)
            return null;
        rest = rest[first..];
        int end = rest.IndexOfAnyExceptInRange('0', '9');
        return long.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out long line) ? line : null;
    }
}
