using System.Buffers;
using System.Text;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Exporting;

/// <summary>
/// Writes rows of a chunk as INSERT statements for the client <c>mysql</c>: values of letters, digits and plain signs in quotation
/// marks, everything else in hexadecimal, so that nothing of a value can be anything else than one.
/// </summary>
internal sealed class RowText
{
    private const int RowsAtOnce = 1000;
    private const int LongestStatement = 1024 * 1024;

    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz .,:;+-_/()[]{}@#$%&*=<>!?|~^\""u8);

    private readonly byte[] _beginning;
    private readonly DataColumn[] _columns;
    private readonly ChunkBuffer _value = new();

    /// <summary>Creates the writer for a table.</summary>
    public RowText(SchemaEntry table)
    {
        _columns = [.. table.Columns];
        string names = string.Join(", ", _columns.Select(c => SqlText.Name(c.Name)));
        _beginning = Encoding.UTF8.GetBytes($"INSERT INTO {SqlText.Name(table.Name)} ({names}) VALUES\n");
    }

    /// <summary>Writes rows that have been checked.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="output">Cleared, then filled.</param>
    public void Write(ReadOnlySpan<byte> rows, ChunkBuffer output)
    {
        output.Clear();
        int count = 0;
        int begin = 0;
        while (rows.Length > 0)
        {
            if (count == RowsAtOnce || output.Length - begin > LongestStatement)
            {
                output.Write(";\n"u8);
                count = 0;
            }

            if (count == 0)
            {
                begin = output.Length;
                output.Write(_beginning);
            }
            else
            {
                output.Write(",\n"u8);
            }

            int end = rows.IndexOf((byte)'\n');
            WriteRow(rows[..end], output);
            rows = rows[(end + 1)..];
            count++;
        }

        if (count > 0)
            output.Write(";\n"u8);
    }

    private void WriteRow(ReadOnlySpan<byte> row, ChunkBuffer output)
    {
        for (int column = 0; column < _columns.Length; column++)
        {
            int end = row.IndexOf((byte)'\t');
            ReadOnlySpan<byte> value = end < 0 ? row : row[..end];
            row = end < 0 ? [] : row[(end + 1)..];
            output.Write(column == 0 ? "("u8 : ","u8);
            WriteValue(value, _columns[column].Form, output);
        }

        output.WriteByte((byte)')');
    }

    private void WriteValue(ReadOnlySpan<byte> value, ColumnForm form, ChunkBuffer output)
    {
        if (value.SequenceEqual("\\N"u8))
        {
            output.Write("NULL"u8);
            return;
        }

        bool isText = form == ColumnForm.Text;
        if (value.IndexOfAnyExcept(Plain) < 0)
        {
            output.Write(isText ? "'"u8 : "_binary'"u8);
            output.Write(value);
            output.WriteByte((byte)'\'');
            return;
        }

        output.Write(isText ? "_utf8mb4 x'"u8 : "x'"u8);
        WriteHex(Unescape(value), output);
        output.WriteByte((byte)'\'');
    }

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> value)
    {
        _value.Clear();
        while (value.IndexOf((byte)'\\') is >= 0 and int found)
        {
            _value.Write(value[..found]);
            _value.WriteByte(value[found + 1] switch
            {
                (byte)'t' => (byte)'\t',
                (byte)'n' => (byte)'\n',
                (byte)'0' => 0,
                byte other => other,
            });
            value = value[(found + 2)..];
        }

        _value.Write(value);
        return _value.WrittenSpan;
    }

    private static void WriteHex(ReadOnlySpan<byte> bytes, ChunkBuffer output)
    {
        ReadOnlySpan<byte> digits = "0123456789ABCDEF"u8;
        Span<byte> free = output.GetSpan(bytes.Length * 2);
        for (int i = 0; i < bytes.Length; i++)
        {
            free[2 * i] = digits[bytes[i] >> 4];
            free[(2 * i) + 1] = digits[bytes[i] & 15];
        }

        output.Advance(bytes.Length * 2);
    }
}
