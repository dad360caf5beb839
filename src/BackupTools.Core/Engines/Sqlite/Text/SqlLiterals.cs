using System.Buffers;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Native;
using ValueType = BackupTools.Engines.Sqlite.Native.ValueType;

namespace BackupTools.Engines.Sqlite.Text;

/// <summary>Writes values as SQL that every version of SQLite reads back to exactly the same value.</summary>
internal sealed class SqlLiterals
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private static readonly SearchValues<byte> Special = SearchValues.Create("\0\r'"u8);

    private readonly DatabaseFacts _facts;

    public SqlLiterals(DatabaseFacts facts) => _facts = facts;

    /// <summary>Writes the value of one column of the statement's row.</summary>
    public void Write(ChunkBuffer output, SqliteStatement statement, int column)
    {
        switch (statement.GetValueType(column))
        {
            case ValueType.Integer:
                NumberLiterals.WriteInteger(output, statement.GetInt64(column));
                break;
            case ValueType.Real:
                NumberLiterals.WriteReal(output, statement.GetDouble(column));
                break;
            case ValueType.Text when _facts.IsUtf8:
                WriteText(output, statement.GetStoredBytes(column));
                break;
            case ValueType.Text:
                WriteText16(output, statement.GetText16(column));
                break;
            case ValueType.Blob:
                WriteHex(output, statement.GetStoredBytes(column));
                break;
            default:
                output.Write("NULL"u8);
                break;
        }
    }

    /// <summary>Writes bytes as a blob.</summary>
    public static void WriteHex(ChunkBuffer output, ReadOnlySpan<byte> bytes)
    {
        output.Write("x'"u8);
        const int Step = 16 * 1024;
        for (; bytes.Length > 0; bytes = bytes[Math.Min(Step, bytes.Length)..])
        {
            ReadOnlySpan<byte> part = bytes[..Math.Min(Step, bytes.Length)];
            Span<byte> hex = output.GetSpan(part.Length * 2);
            for (int i = 0; i < part.Length; i++)
            {
                hex[2 * i] = Digits[part[i] >> 4];
                hex[(2 * i) + 1] = Digits[part[i] & 0xF];
            }

            output.Advance(part.Length * 2);
        }

        output.WriteByte((byte)'\'');
    }

    private static ReadOnlySpan<byte> Digits => "0123456789abcdef"u8;

    private static void WriteText(ChunkBuffer output, ReadOnlySpan<byte> text)
    {
        int special = text.IndexOfAny(Special);
        if (special < 0 && IsValid(text))
        {
            output.WriteByte((byte)'\'');
            output.Write(text);
            output.WriteByte((byte)'\'');
        }
        else if (text.Contains((byte)0) || !IsValid(text))
        {
            output.Write("CAST("u8);
            WriteHex(output, text);
            output.Write(" AS TEXT)"u8);
        }
        else if (text.Contains((byte)'\r'))
        {
            WriteWithoutReturns(output, Strict.GetString(text));
        }
        else
        {
            WriteQuoted(output, text);
        }
    }

    private void WriteText16(ChunkBuffer output, ReadOnlySpan<char> text)
    {
        if (!text.Contains('\0') && IsValid(text))
        {
            int length = Encoding.UTF8.GetByteCount(text);
            byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
            Encoding.UTF8.GetBytes(text, bytes);
            WriteText(output, bytes.AsSpan(0, length));
            ArrayPool<byte>.Shared.Return(bytes);
            return;
        }

        byte[] stored = new byte[text.Length * 2];
        for (int i = 0; i < text.Length; i++)
        {
            stored[2 * i] = (byte)(_facts.IsBigEndian ? text[i] >> 8 : text[i]);
            stored[(2 * i) + 1] = (byte)(_facts.IsBigEndian ? text[i] : text[i] >> 8);
        }

        output.Write("CAST("u8);
        WriteHex(output, stored);
        output.Write(" AS TEXT)"u8);
    }

    /// <summary>The sqlite3 command drops a carriage return before a line feed, so none may stand in its input.</summary>
    private static void WriteWithoutReturns(ChunkBuffer output, string text)
    {
        string mark = "\\r";
        for (int i = 0; text.Contains(mark, StringComparison.Ordinal); i++)
            mark = $"\\r{i}\\";
        output.Write("replace("u8);
        WriteQuoted(output, Encoding.UTF8.GetBytes(text.Replace("\r", mark, StringComparison.Ordinal)));
        output.Write(Encoding.UTF8.GetBytes($",'{mark}',char(13))"));
    }

    private static void WriteQuoted(ChunkBuffer output, ReadOnlySpan<byte> text)
    {
        output.WriteByte((byte)'\'');
        for (int quote; (quote = text.IndexOf((byte)'\'')) >= 0; text = text[(quote + 1)..])
        {
            output.Write(text[..(quote + 1)]);
            output.WriteByte((byte)'\'');
        }

        output.Write(text);
        output.WriteByte((byte)'\'');
    }

    private static bool IsValid(ReadOnlySpan<byte> text) => System.Text.Unicode.Utf8.IsValid(text);

    /// <summary>
    /// True where UTF-8 can carry the text: no half of a surrogate pair, and neither U+FFFE nor U+FFFF, which SQLite
    /// replaces when it converts UTF-8 to UTF-16.
    /// </summary>
    private static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny('\uFFFE', '\uFFFF') >= 0)
            return false;
        for (int i = text.IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 >= text.Length || !char.IsLowSurrogate(text[i + 1]))
                return false;
            i++;
        }

        return true;
    }
}
