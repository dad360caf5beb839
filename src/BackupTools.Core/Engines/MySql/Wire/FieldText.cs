using System.Buffers;

namespace BackupTools.Engines.MySql.Wire;

/// <summary>
/// Writes values as <c>LOAD DATA</c> reads them, and as <c>SELECT … INTO OUTFILE</c> writes them: a tab between two, a line end after
/// a row, a backslash before what would be taken for one of these, and <c>\N</c> for NULL.
/// </summary>
internal static class FieldText
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("\\\t\n\0"u8);

    /// <summary>Appends a value, or a piece of one.</summary>
    public static void Append(ChunkBuffer target, ReadOnlySpan<byte> value)
    {
        while (true)
        {
            int plain = value.IndexOfAny(Special);
            if (plain < 0)
            {
                target.Write(value);
                return;
            }

            Span<byte> free = target.GetSpan(plain + 2);
            value[..plain].CopyTo(free);
            free[plain] = (byte)'\\';
            free[plain + 1] = Escape(value[plain]);
            target.Advance(plain + 2);
            value = value[(plain + 1)..];
        }
    }

    /// <summary>Writes a value where there is room for twice its length.</summary>
    /// <returns>How many bytes were written.</returns>
    public static int Write(ReadOnlySpan<byte> value, Span<byte> free)
    {
        int used = 0;
        while (true)
        {
            int plain = value.IndexOfAny(Special);
            if (plain < 0)
            {
                value.CopyTo(free[used..]);
                return used + value.Length;
            }

            value[..plain].CopyTo(free[used..]);
            used += plain;
            free[used++] = (byte)'\\';
            free[used++] = Escape(value[plain]);
            value = value[(plain + 1)..];
        }
    }

    /// <summary>Appends NULL.</summary>
    public static void AppendNull(ChunkBuffer target) => target.Write("\\N"u8);

    private static byte Escape(byte special) => special switch
    {
        (byte)'\t' => (byte)'t',
        (byte)'\n' => (byte)'n',
        0 => (byte)'0',
        _ => (byte)'\\',
    };
}
