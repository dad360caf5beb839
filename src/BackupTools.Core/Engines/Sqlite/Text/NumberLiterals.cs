using System.Buffers.Text;
using System.Numerics;
using BackupTools.Abstractions;

namespace BackupTools.Engines.Sqlite.Text;

/// <summary>Writes numbers as SQL that every version of SQLite reads back to exactly the same number.</summary>
internal static class NumberLiterals
{
    /// <summary>Writes an integer.</summary>
    public static void WriteInteger(ChunkBuffer output, long value)
    {
        Span<byte> span = output.GetSpan(20);
        Utf8Formatter.TryFormat(value, span, out int written);
        output.Advance(written);
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
}
