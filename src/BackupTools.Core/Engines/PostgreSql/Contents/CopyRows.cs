using System.Buffers;
using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Contents;

/// <summary>Rows in the text form of COPY, as the server writes it.</summary>
internal static class CopyRows
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("\\\0\r"u8);
    private static readonly SearchValues<byte> Rewritten = SearchValues.Create("\\;"u8);

    /// <summary>What is wrong with rows, as the end of a sentence whose subject is a chunk; null where nothing is.</summary>
    /// <param name="rows">The rows.</param>
    public static string? FindProblem(ReadOnlySpan<byte> rows)
    {
        if (rows.Length == 0)
            return null;
        if (rows[^1] != '\n')
            return "does not end with the end of a row";
        for (int at = 0; rows[at..].IndexOfAny(Special) is >= 0 and int found;)
        {
            at += found;
            if (rows[at] != '\\')
                return rows[at] == 0 ? "has a zero byte" : "has a carriage return that is not escaped";
            byte escaped = rows[at + 1];
            bool isNull = escaped == 'N' && (at == 0 || rows[at - 1] is (byte)'\t' or (byte)'\n') && rows[at + 2] is (byte)'\t' or (byte)'\n';
            if (!isNull && escaped is not ((byte)'\\' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t' or (byte)'v'))
                return "has a backslash that no server writes there";
            at += 2;
        }

        return null;
    }

    /// <summary>The first row with another number of values than there are columns, from 1; null where none is.</summary>
    public static long? FindUneven(ReadOnlySpan<byte> rows, int columns)
    {
        long row = 0;
        while (rows.Length > 0)
        {
            row++;
            int end = rows.IndexOf((byte)'\n');
            if (rows[..end].Count((byte)'\t') != columns - 1)
                return row;
            rows = rows[(end + 1)..];
        }

        return null;
    }

    /// <summary>
    /// Writes the same rows so that psql can make nothing else of them. Where a COPY fails, psql takes its rows for SQL: so
    /// they have no semicolon to end a statement with, and no backslash that begins a command of psql's.
    /// </summary>
    /// <param name="rows">Rows that have been checked.</param>
    /// <param name="output">Cleared, then filled.</param>
    public static void WriteForPsql(ReadOnlySpan<byte> rows, ChunkBuffer output)
    {
        output.Clear();
        while (rows.IndexOfAny(Rewritten) is >= 0 and int found)
        {
            output.Write(rows[..found]);
            bool isSemicolon = rows[found] == ';';
            output.Write(isSemicolon ? @"\073"u8 : NumberOf(rows[found + 1]));
            rows = rows[(found + (isSemicolon ? 1 : 2))..];
        }

        output.Write(rows);
    }

    /// <summary>Where rows can be cut into pieces of at most a size, and never within an escape.</summary>
    public static int CutAt(ReadOnlySpan<byte> rows, int size)
    {
        if (rows.Length <= size)
            return rows.Length;
        int backslashes = size - (rows[..size].LastIndexOfAnyExcept((byte)'\\') + 1);
        return size - (backslashes % 2);
    }

    private static ReadOnlySpan<byte> NumberOf(byte escaped) => escaped switch
    {
        (byte)'b' => @"\010"u8,
        (byte)'t' => @"\011"u8,
        (byte)'n' => @"\012"u8,
        (byte)'v' => @"\013"u8,
        (byte)'f' => @"\014"u8,
        (byte)'r' => @"\015"u8,
        (byte)'N' => @"\N"u8,
        _ => @"\134"u8,
    };
}
