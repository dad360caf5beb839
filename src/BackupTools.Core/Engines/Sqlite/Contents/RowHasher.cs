using System.Buffers.Binary;
using System.IO.Hashing;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Native;
using ValueType = BackupTools.Engines.Sqlite.Native.ValueType;

namespace BackupTools.Engines.Sqlite.Contents;

/// <summary>Turns rows into the bytes that ARCHIVE-FORMAT.md defines, and sums their hashes. One instance serves many rows.</summary>
internal sealed class RowHasher
{
    private const byte NullTag = 0, IntegerTag = 1, RealTag = 2, TextTag = 3, BlobTag = 4;

    /// <summary>A tag and a number.</summary>
    private const int FixedSize = 1 + sizeof(long);

    private readonly bool _isUtf8;
    private byte[] _row = new byte[64 * 1024];

    /// <param name="isUtf8">True where the database keeps text as UTF-8.</param>
    public RowHasher(bool isUtf8) => _isUtf8 = isUtf8;

    /// <summary>The hash of the statement's current row.</summary>
    /// <param name="statement">On a row that <see cref="Schema.TableShape.SelectAll"/> gave.</param>
    /// <param name="columns">The number of its columns.</param>
    public ulong Hash(SqliteStatement statement, int columns)
    {
        int length = 0;
        for (int i = 0; i < columns; i++)
        {
            SqliteValue value = statement.GetValue(i);
            switch (value.Type)
            {
                case ValueType.Integer:
                    length = Append(length, IntegerTag, value.Int64);
                    break;
                case ValueType.Real:
                    length = Append(length, RealTag, BitConverter.DoubleToInt64Bits(value.Double));
                    break;
                case ValueType.Text:
                    length = Append(length, TextTag, _isUtf8 ? value.StoredBytes : value.Text);
                    break;
                case ValueType.Blob:
                    length = Append(length, BlobTag, value.StoredBytes);
                    break;
                default:
                    length = Append(length, NullTag);
                    break;
            }
        }

        return XxHash64.HashToUInt64(_row.AsSpan(0, length));
    }

    private int Append(int length, byte tag)
    {
        Reserve(length, FixedSize);
        _row[length] = tag;
        return length + 1;
    }

    private int Append(int length, byte tag, long value)
    {
        Reserve(length, FixedSize);
        _row[length] = tag;
        BinaryPrimitives.WriteInt64LittleEndian(_row.AsSpan(length + 1), value);
        return length + FixedSize;
    }

    private int Append(int length, byte tag, ReadOnlySpan<byte> value)
    {
        length = Append(length, tag, value.Length);
        Reserve(length, value.Length);
        value.CopyTo(_row.AsSpan(length));
        return length + value.Length;
    }

    private void Reserve(int length, int more)
    {
        if (_row.Length - length < more)
            Grow((long)length + more);
    }

    private void Grow(long needed)
    {
        if (needed > Array.MaxLength)
        {
            throw new BackupException(
                ErrorCode.ValueTooLarge, $"A row would need {needed:N0} bytes, more than one piece of memory can hold.");
        }

        Array.Resize(ref _row, (int)Math.Min(Array.MaxLength, Math.Max(needed, _row.Length * 2L)));
    }
}
