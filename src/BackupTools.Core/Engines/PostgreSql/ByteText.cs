using System.Buffers;
using System.Globalization;
using System.Text;

namespace BackupTools.Engines.PostgreSql;

/// <summary>
/// Text of a database without an encoding (<c>SQL_ASCII</c>): bytes that are mostly UTF-8. A byte that is not part of valid
/// UTF-8 is kept as a character of its own, a surrogate without its pair (U+DC80 to U+DCFF), which no valid text has.
/// </summary>
internal static class ByteText
{
    private const char First = '\uDC80', Last = '\uDCFF';

    /// <summary>True where there are bytes in the text that are not UTF-8.</summary>
    public static bool HasBytes(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (IsByte(text, i))
                return true;
        }

        return false;
    }

    /// <summary>The text of bytes that were each read as one character (LATIN1).</summary>
    public static string FromLatin1(string latin1)
    {
        if (Ascii.IsValid(latin1))
            return latin1;
        byte[] bytes = Encoding.Latin1.GetBytes(latin1);
        StringBuilder text = new(bytes.Length);
        for (ReadOnlySpan<byte> rest = bytes; rest.Length > 0;)
        {
            bool isValid = Rune.DecodeFromUtf8(rest, out Rune rune, out int used) == OperationStatus.Done;
            if (isValid)
                text.Append(rune.ToString());
            for (int i = 0; i < used && !isValid; i++)
                text.Append(OfByte(rest[i]));
            rest = rest[used..];
        }

        return text.ToString();
    }

    /// <summary>The bytes of the text, each as one character (LATIN1).</summary>
    public static string ToLatin1(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        StringBuilder latin1 = new(text.Length * 2);
        for (int i = 0; i < text.Length; i++)
        {
            int length = char.IsSurrogatePair(text, i) ? 2 : 1;
            if (IsByte(text, i))
                latin1.Append((char)(text[i] - First + 0x80));
            else
                latin1.Append(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text, i, length)));
            i += length - 1;
        }

        return latin1.ToString();
    }

    /// <summary>The same SQL in valid Unicode: strings that have such bytes become escape strings.</summary>
    /// <exception cref="FormatException">Where there are such bytes outside of strings: in names.</exception>
    public static string Escape(string sql)
    {
        if (!HasBytes(sql))
            return sql;
        StringBuilder result = new(sql.Length + 64);
        for (int i = 0; i < sql.Length;)
        {
            int end = Math.Max(SqlStatements.SkipQuoted(sql, i), i + 1);
            bool isEscapeString = SqlStatements.IsEscapeString(sql, i);
            string token = sql[i..end];
            if (!HasBytes(token))
                result.Append(token);
            else if (token[0] == '\'')
                AppendEscaped(result.Append(isEscapeString ? "'" : "E'"), token[1..^1], doubled: isEscapeString ? "" : "\\").Append('\'');
            else if (token[0] == '$')
                AppendEscaped(result.Append("E'"), WithoutDollars(token), doubled: "\\'").Append('\'');
            else
                throw new FormatException("There are bytes that are not UTF-8 outside of strings.");
            i = end;
        }

        return result.ToString();
    }

    private static bool IsByte(string text, int i) =>
        text[i] is >= First and <= Last && (i == 0 || !char.IsHighSurrogate(text[i - 1]));

    private static char OfByte(byte value) => (char)(First + value - 0x80);

    private static string WithoutDollars(string token)
    {
        int tag = token.IndexOf('$', 1) + 1;
        return token[tag..^tag];
    }

    private static StringBuilder AppendEscaped(StringBuilder result, string text, string doubled)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (IsByte(text, i))
                result.Append(CultureInfo.InvariantCulture, $"\\x{text[i] - First + 0x80:x2}");
            else if (doubled.Contains(text[i], StringComparison.Ordinal))
                result.Append(text[i]).Append(text[i]);
            else
                result.Append(text[i]);
        }

        return result;
    }
}
