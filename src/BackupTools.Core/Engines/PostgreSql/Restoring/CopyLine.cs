using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>
/// Finds in what a server says of a failed COPY the line that it was at, <c>COPY table, line 12, column c: "…"</c>, in whatever
/// language, and says instead which chunk that is and which line of it.
/// </summary>
internal static class CopyLine
{
    /// <summary>Finds the chunk that an error is about.</summary>
    /// <param name="error">The error of the COPY.</param>
    /// <param name="table">The table, without its schema.</param>
    /// <param name="run">The chunks that were sent.</param>
    /// <param name="sent">The chunk that was being sent, which it is about where the server does not say.</param>
    /// <returns>The chunk, and the error with the line of that chunk.</returns>
    public static (ArchiveChunk Chunk, BackupException Error) Place(BackupException error, string table, LoadRun run, ArchiveChunk sent)
    {
        if (error.InnerException is not ServerException { Context: { } context } server || Find(context, table) is not { } number
            || !long.TryParse(context[number], NumberStyles.None, CultureInfo.InvariantCulture, out long line) || run.Find(line) is not { } place)
            return (sent, error);
        string own = string.Create(CultureInfo.InvariantCulture, $"{context[..number.Start]}{place.Row}{context[number.End..]}");
        return (place.Chunk, new BackupException(error.Code, error.Message, error.Remedy, error.Target, server.WithContext(own), error.IsTransient));
    }

    private static Range? Find(string context, string table)
    {
        string start = $"COPY {table}, ";
        int at = context.LastIndexOf(start, StringComparison.Ordinal);
        if (at < 0)
            return null;
        int begin = at + start.Length;
        int first = context.AsSpan(begin).IndexOfAnyInRange('0', '9');
        if (first < 0 || context.AsSpan(begin, first).IndexOfAny(",:") >= 0)
            return null;
        int length = context.AsSpan(begin + first).IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? (begin + first).. : (begin + first)..(begin + first + length);
    }
}
