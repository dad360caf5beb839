using System.Buffers.Binary;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Native;
using ValueType = BackupTools.Engines.Sqlite.Native.ValueType;

namespace BackupTools.Engines.Sqlite.Reading;

/// <summary>Turns rows into the bytes that ARCHIVE-FORMAT.md defines, and sums their hashes. One instance serves many rows.</summary>
internal sealed class RowHasher
{
    private const byte NullTag = 0, IntegerTag = 1, RealTag = 2, TextTag = 3, BlobTag = 4;

    private readonly bool _isUtf8;
    private readonly ChunkBuffer _row = new(64 * 1024);

    /// <param name="isUtf8">True where the database keeps text as UTF-8.</param>
    public RowHasher(bool isUtf8) => _isUtf8 = isUtf8;

    /// <summary>The hash of the statement's current row.</summary>
    /// <param name="statement">On a row that <see cref="Schema.TableShape.SelectAll"/> gave.</param>
    /// <param name="columns">The number of its columns.</param>
    public ulong Hash(SqliteStatement statement, int columns)
    {
        _row.Clear();
        for (int i = 0; i < columns; i++)
        {
            switch (statement.GetValueType(i))
            {
                case ValueType.Integer:
                    Write(IntegerTag, statement.GetInt64(i));
                    break;
                case ValueType.Real:
                    Write(RealTag, BitConverter.DoubleToInt64Bits(statement.GetDouble(i)));
                    break;
                case ValueType.Text:
                    Write(TextTag, _isUtf8 ? statement.GetStoredBytes(i) : statement.GetText(i));
                    break;
                case ValueType.Blob:
                    Write(BlobTag, statement.GetStoredBytes(i));
                    break;
                default:
                    _row.WriteByte(NullTag);
                    break;
            }
        }

        return XxHash64.Hash(_row.WrittenSpan);
    }

    private void Write(byte tag, long value)
    {
        Span<byte> span = _row.GetSpan(9);
        span[0] = tag;
        BinaryPrimitives.WriteInt64LittleEndian(span[1..], value);
        _row.Advance(9);
    }

    private void Write(byte tag, ReadOnlySpan<byte> value)
    {
        Write(tag, (long)value.Length);
        _row.Write(value);
    }
}
