using System.Buffers;
using System.Buffers.Text;
using System.Numerics;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Reading;
using ValueType = BackupTools.Engines.Sqlite.Native.ValueType;

namespace BackupTools.Engines.Sqlite;

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
                WriteInteger(output, statement.GetInt64(column));
                break;
            case ValueType.Real:
                WriteReal(output, statement.GetDouble(column));
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

    /// <summary>Writes a real number.</summary>
    /// <remarks>
    /// SQLite's own parser of decimals is not exact in all versions: some divide in 64 bits, some in 80 and then round
    /// again. Up to 15 digits over a power of ten that is itself exact give the right number in all of them, unless the
    /// decimal lies very near the middle between two numbers. Everything else is written as an integer times or divided
    /// by powers of two, where no step rounds.
    /// </remarks>
    public static void WriteReal(ChunkBuffer output, double value)
    {
        if (double.IsInfinity(value))
        {
            output.Write(value > 0 ? "9e999"u8 : "-9e999"u8);
            return;
        }

        if (TryWriteDecimal(output, value))
            return;

        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        if (exponent == 0)
            exponent = 1;
        else
            mantissa |= 1L << 52;
        exponent -= 1075;
        int zeros = BitOperations.TrailingZeroCount(mantissa);
        mantissa >>= zeros;
        exponent += zeros;

        output.Write(value < 0 ? "-1.0*"u8 : "1.0*"u8);
        WriteInteger(output, mantissa);
        const int LargestPower = 62;
        for (int left = Math.Abs(exponent); left > 0; left -= LargestPower)
        {
            output.WriteByte(exponent < 0 ? (byte)'/' : (byte)'*');
            WriteInteger(output, 1L << Math.Min(left, LargestPower));
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

    private static void WriteInteger(ChunkBuffer output, long value)
    {
        Span<byte> span = output.GetSpan(20);
        Utf8Formatter.TryFormat(value, span, out int written);
        output.Advance(written);
    }

    private static bool TryWriteDecimal(ChunkBuffer output, double value)
    {
        const int MostDigits = 15, MostDecimals = 22;
        Span<byte> text = stackalloc byte[40];
        Utf8Formatter.TryFormat(value, text, out int length); // The shortest decimal that names this number.
        text = text[..length];
        long digits = 0;
        int count = 0, decimals = 0;
        bool point = false;
        foreach (byte b in text)
        {
            if (b == '.')
            {
                point = true;
            }
            else if (b is >= (byte)'0' and <= (byte)'9')
            {
                digits = (digits * 10) + (b - '0');
                count += digits == 0 ? 0 : 1;
                decimals += point ? 1 : 0;
                if (count > MostDigits)
                    return false;
            }
            else if (b != '-')
            {
                return false; // An exponent.
            }
        }

        if (decimals > MostDecimals || IsNearMiddle(Math.Abs(value), digits, decimals))
            return false;
        output.Write(text);
        if (!point)
            output.Write(".0"u8);
        return true;
    }

    /// <summary>True where digits / 10^decimals is almost as near to the number's neighbour as to the number.</summary>
    private static bool IsNearMiddle(double value, long digits, int decimals)
    {
        double power = 1;
        for (int i = 0; i < decimals; i++)
            power *= 10;
        double remainder = Math.FusedMultiplyAdd(-value, power, digits);
        double distance = Math.Abs(remainder / power) / (Math.BitIncrement(value) - value);
        return remainder != 0 && Math.Abs(distance - 0.5) < 1.0 / 256;
    }

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
