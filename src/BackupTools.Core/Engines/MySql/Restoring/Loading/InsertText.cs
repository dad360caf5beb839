using System.Buffers;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Restoring.Loading;

/// <summary>Writes rows of a chunk as INSERT statements, for a server that takes no <c>LOAD DATA LOCAL</c>.</summary>
internal sealed class InsertText
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("\\'"u8);

    private readonly byte[] _beginning;
    private readonly ColumnForm[] _forms;

    /// <summary>Creates the writer for a table.</summary>
    public InsertText(string database, SchemaEntry table)
    {
        string columns = string.Join(", ", table.Columns.Select(c => SqlText.Name(c.Name)));
        _beginning = System.Text.Encoding.UTF8.GetBytes($"INSERT INTO {SqlText.Name(database, table.Name)} ({columns}) VALUES ");
        _forms = [.. table.Columns.Select(c => c.Form)];
    }

    /// <summary>Writes a statement with as many of the rows as it may have, but one at least.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="longest">The length that a statement should not have.</param>
    /// <param name="output">Cleared, then filled.</param>
    /// <param name="count">How many rows it has.</param>
    /// <returns>The rows that are left.</returns>
    public ReadOnlySpan<byte> Write(ReadOnlySpan<byte> rows, long longest, ChunkBuffer output, out int count)
    {
        output.Clear();
        output.Write(_beginning);
        count = 0;
        while (rows.Length > 0)
        {
            int end = rows.IndexOf((byte)'\n');
            // A value becomes longer by its introducer, and a byte by a backslash.
            if (count > 0 && output.Length + (2L * end) + (24L * _forms.Length) > longest)
                break;
            output.Write(count == 0 ? "("u8 : ",("u8);
            WriteRow(rows[..end], output);
            output.WriteByte((byte)')');
            rows = rows[(end + 1)..];
            count++;
        }

        return rows;
    }

    private void WriteRow(ReadOnlySpan<byte> row, ChunkBuffer output)
    {
        for (int column = 0; column < _forms.Length; column++)
        {
            int end = row.IndexOf((byte)'\t');
            ReadOnlySpan<byte> value = end < 0 ? row : row[..end];
            row = end < 0 ? [] : row[(end + 1)..];
            if (column > 0)
                output.WriteByte((byte)',');
            if (value.SequenceEqual("\\N"u8))
            {
                output.Write("NULL"u8);
                continue;
            }

            output.Write(_forms[column] == ColumnForm.Text ? "_utf8mb4'"u8 : "_binary'"u8);
            WriteText(value, output);
            output.WriteByte((byte)'\'');
        }
    }

    /// <summary>What is escaped in a chunk is escaped in a string in the same way, but for the quotation mark.</summary>
    private static void WriteText(ReadOnlySpan<byte> value, ChunkBuffer output)
    {
        while (value.IndexOfAny(Special) is >= 0 and int found)
        {
            output.Write(value[..found]);
            if (value[found] == '\'')
            {
                output.Write("''"u8);
                value = value[(found + 1)..];
            }
            else
            {
                output.Write(value.Slice(found, 2));
                value = value[(found + 2)..];
            }
        }

        output.Write(value);
    }
}
