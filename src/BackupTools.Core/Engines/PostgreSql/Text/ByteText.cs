using System.Buffers;
using System.Globalization;
using System.Text;

namespace BackupTools.Engines.PostgreSql.Text;

/// <summary>
/// Text of a database without an encoding (<c>SQL_ASCII</c>): bytes that are mostly UTF-8. A byte that is not part of valid
/// UTF-8 is kept as a character of its own, U+10F700 and its value, which is for private use. Where the database has one
/// of these very characters, its four bytes are kept so too: no two sequences of bytes become the same text.
/// </summary>
internal static class ByteText
{
    /// <summary>The first half of such a character; the second is <see cref="First"/> to <see cref="Last"/>, for 0x80 to 0xFF.</summary>
    private const char Lead = '\uDBFD';

    private const char First = '\uDF80', Last = '\uDFFF';

    /// <summary>True where there are bytes in the text that are not UTF-8.</summary>
    public static bool HasBytes(string text)
    {
        for (int i = text.IndexOf(Lead, StringComparison.Ordinal); i >= 0; i = text.IndexOf(Lead, i + 1))
        {
            if (IsByte(text, i))
                return true;
        }

        return false;
    }

    /// <summary>The text of bytes.</summary>
    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes))
            return Encoding.ASCII.GetString(bytes);
        StringBuilder text = new(bytes.Length);
        for (ReadOnlySpan<byte> rest = bytes; rest.Length > 0;)
        {
            bool isValid = Rune.DecodeFromUtf8(rest, out Rune rune, out int used) == OperationStatus.Done;
            string character = rune.ToString();
            if (isValid && !IsByte(character, 0))
            {
                text.Append(character);
            }
            else
            {
                for (int i = 0; i < used; i++)
                    text.Append(Lead).Append((char)(First + rest[i] - 0x80));
            }

            rest = rest[used..];
        }

        return text.ToString();
    }

    /// <summary>The bytes of the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="utf8">UTF-8, which says what becomes of text that is none.</param>
    public static byte[] ToBytes(string text, Encoding utf8)
    {
        if (!HasBytes(text))
            return utf8.GetBytes(text);
        byte[] bytes = new byte[utf8.GetByteCount(text)];
        int used = 0, start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (!IsByte(text, i))
                continue;
            used += utf8.GetBytes(text.AsSpan(start, i - start), bytes.AsSpan(used));
            bytes[used++] = ValueOf(text, i);
            start = ++i + 1;
        }

        used += utf8.GetBytes(text.AsSpan(start), bytes.AsSpan(used));
        return bytes[..used];
    }

    /// <summary>The text of bytes that were each read as one character (LATIN1).</summary>
    public static string FromLatin1(string latin1) => Ascii.IsValid(latin1) ? latin1 : FromBytes(Encoding.Latin1.GetBytes(latin1));

    /// <summary>The bytes of the text, each as one character (LATIN1).</summary>
    public static string ToLatin1(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(ToBytes(text, Encoding.UTF8));

    /// <summary>
    /// The same SQL, in which strings that have such bytes are escape strings. Names keep them, for SQL has no other way to
    /// write them, and so do blocks (<c>DO</c>), whose strings are statements.
    /// </summary>
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
            if (!HasBytes(token) || (token[0] == '$' && IsBlock(result)))
                result.Append(token);
            else if (token[0] == '\'')
                AppendEscaped(result.Append(isEscapeString ? "'" : "E'"), token[1..^1], doubled: isEscapeString ? "" : "\\").Append('\'');
            else if (token[0] == '$')
                AppendEscaped(result.Append("E'"), WithoutDollars(token), doubled: "\\'").Append('\'');
            else
                result.Append(token);
            i = end;
        }

        return result.ToString();
    }

    private static bool IsBlock(StringBuilder before)
    {
        string end = before.ToString(Math.Max(0, before.Length - 20), Math.Min(20, before.Length)).TrimEnd();
        return end.EndsWith("DO", StringComparison.Ordinal) || end.EndsWith("DO LANGUAGE plpgsql", StringComparison.Ordinal);
    }

    private static bool IsByte(string text, int i) => text[i] == Lead && i + 1 < text.Length && text[i + 1] is >= First and <= Last;

    private static byte ValueOf(string text, int i) => (byte)(text[i + 1] - First + 0x80);

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
                result.Append(CultureInfo.InvariantCulture, $"\\x{ValueOf(text, i++):x2}");
            else if (doubled.Contains(text[i], StringComparison.Ordinal))
                result.Append(text[i]).Append(text[i]);
            else
                result.Append(text[i]);
        }

        return result;
    }
}
