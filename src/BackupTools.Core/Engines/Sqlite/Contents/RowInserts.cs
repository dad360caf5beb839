using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;
using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Engines.Sqlite.Contents;

/// <summary>Reads the rows of one table and writes them as INSERT statements.</summary>
internal sealed class RowInserts : IDisposable
{
    /// <summary>A statement ends behind the row with which it reaches this; small ones parse badly, large ones too.</summary>
    private const int StatementSize = 64 * 1024;

    /// <summary>SQLite's own limit is a billion bytes for a statement.</summary>
    private const int LargestRow = 900_000_000;

    private readonly SqliteStatement _rows;
    private readonly SqlLiterals _literals;
    private readonly RowHasher _hasher;
    private readonly byte[] _head;
    private readonly string _table;
    private readonly int _columns;
    private readonly int _firstWritten;
    private bool _hasRow;

    /// <param name="connection">The connection to read with.</param>
    /// <param name="shape">The table.</param>
    /// <param name="facts">The database's facts.</param>
    /// <param name="withRowid">True to write the rowid where it is no column.</param>
    public RowInserts(SqliteConnection connection, TableShape shape, DatabaseFacts facts, bool withRowid)
    {
        bool writesRowid = withRowid && shape.RowidName is not null && !shape.HasRowidAlias;
        _table = shape.Name;
        _literals = new SqlLiterals(facts);
        _hasher = new RowHasher(facts.IsUtf8);
        _firstWritten = shape.RowidName is not null && !writesRowid ? 1 : 0;
        _head = Encoding.UTF8.GetBytes(
            $"INSERT INTO {SqliteText.Quote(shape.Name)}({(writesRowid ? shape.RowidName + "," : "")}{SqliteText.List(shape.Columns)}) VALUES");
        _rows = connection.Prepare(shape.SelectAll);
        _columns = _rows.ColumnCount;
        _hasRow = _rows.Step();
    }

    /// <summary>True where every row was written.</summary>
    public bool Ended => !_hasRow;

    /// <summary>The rows written so far.</summary>
    public long Rows { get; private set; }

    /// <summary>The content checksum of the rows written so far.</summary>
    public ulong Checksum { get; private set; }

    /// <summary>Writes complete statements until there are so many bytes, or no more rows.</summary>
    public void Write(ChunkBuffer output, int size, CancellationToken cancellationToken)
    {
        while (_hasRow && output.Length < size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int start = output.Length;
            output.Write(_head);
            do
            {
                WriteRow(output);
            }
            while (_hasRow && output.Length - start < StatementSize);
            output.Truncate(output.Length - 1);
            output.Write(";\n"u8);
        }
    }

    public void Dispose() => _rows.Dispose();

    private void WriteRow(ChunkBuffer output)
    {
        int start = output.Length;
        output.WriteByte((byte)'(');
        for (int i = _firstWritten; i < _columns; i++)
        {
            _literals.Write(output, _rows, i);
            output.WriteByte((byte)',');
        }

        output.Truncate(output.Length - 1);
        output.Write("),"u8);
        if (output.Length - start > LargestRow)
        {
            throw new BackupException(
                ErrorCode.ValueTooLarge, $"A row of the table '{_table}' is too large to be written as SQL.",
                "Back up the whole database instead of single tables.", _table);
        }

        // Last, because hashing may convert the values.
        Checksum = unchecked(Checksum + _hasher.Hash(_rows, _columns));
        Rows++;
        _hasRow = _rows.Step();
    }
}
