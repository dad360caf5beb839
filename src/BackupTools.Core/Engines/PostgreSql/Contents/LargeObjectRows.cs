using System.Buffers;
using System.Buffers.Text;
using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Contents;

/// <summary>Pieces of large objects: rows of a number, an offset and bytes.</summary>
internal static class LargeObjectRows
{
    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary>What is wrong with the pieces, as the end of a sentence whose subject is a chunk; null where nothing is.</summary>
    public static string? FindProblem(ReadOnlySpan<byte> rows)
    {
        if (rows.Length > 0 && rows[^1] != '\n')
            return "does not end with the end of a row";
        for (long row = 1; rows.Length > 0; row++)
        {
            int end = rows.IndexOf((byte)'\n');
            if (!TryRead(rows[..end], out _, out _, out _))
                return FormattableString.Invariant($"has a row {row} that is no piece of a large object");
            rows = rows[(end + 1)..];
        }

        return null;
    }

    /// <summary>Writes pieces that have been checked as calls.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="statements">Cleared, then filled.</param>
    public static void WriteForPsql(ReadOnlySpan<byte> rows, ChunkBuffer statements)
    {
        statements.Clear();
        while (rows.Length > 0)
        {
            int end = rows.IndexOf((byte)'\n');
            if (!TryRead(rows[..end], out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> offset, out ReadOnlySpan<byte> hex))
                throw new ArgumentException("The rows were not checked.", nameof(rows));
            statements.Write("SELECT pg_catalog.lo_put("u8);
            statements.Write(id);
            statements.Write(", "u8);
            statements.Write(offset);
            statements.Write(@", '\x"u8);
            statements.Write(hex);
            statements.Write("');\n"u8);
            rows = rows[(end + 1)..];
        }
    }

    /// <summary>Reads <c>number</c>, tab, <c>offset</c>, tab, <c>\\x</c> and hexadecimal digits.</summary>
    private static bool TryRead(ReadOnlySpan<byte> row, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> offset, out ReadOnlySpan<byte> hex)
    {
        id = offset = hex = default;
        int first = row.IndexOf((byte)'\t');
        int second = first < 0 ? -1 : row[(first + 1)..].IndexOf((byte)'\t');
        if (second < 0)
            return false;
        id = row[..first];
        offset = row.Slice(first + 1, second);
        ReadOnlySpan<byte> bytes = row[(first + second + 2)..];
        if (!bytes.StartsWith(@"\\x"u8))
            return false;
        hex = bytes[3..];
        return IsNumber(id) && Utf8Parser.TryParse(id, out uint number, out _) && number > 0
            && IsNumber(offset) && Utf8Parser.TryParse(offset, out long _, out _)
            && hex.Length % 2 == 0 && hex.IndexOfAnyExcept(HexDigits) < 0;
    }

    private static bool IsNumber(ReadOnlySpan<byte> text) => text.Length > 0 && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
