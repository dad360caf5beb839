using System.Buffers.Binary;
using System.Text;

namespace BackupTools.Engines.MongoDb.Bson;

/// <summary>Walks through the elements of a document without making anything of their values. It reads nothing beyond the bytes that it was given.</summary>
internal ref struct BsonElements
{
    /// <summary>The shortest document: its length and the zero at its end.</summary>
    public const int ShortestDocument = 5;

    private readonly ReadOnlySpan<byte> _document;
    private int _next;

    /// <summary>Begins before the first element.</summary>
    /// <param name="document">The whole document; what follows it is not looked at.</param>
    /// <exception cref="BsonFormatException">Where it is none.</exception>
    public BsonElements(ReadOnlySpan<byte> document)
    {
        _document = document[..LengthOf(document)];
        if (_document[^1] != 0)
            throw new BsonFormatException("has a document that does not end with a zero");
        _next = sizeof(int);
    }

    /// <summary>The type of the element, see <see cref="BsonKind"/>.</summary>
    public byte Kind { get; private set; }

    /// <summary>The bytes of its name, without the zero.</summary>
    public ReadOnlySpan<byte> NameBytes { get; private set; }

    /// <summary>The bytes of its value.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Where the element begins in the document, its type included.</summary>
    public int Start { get; private set; }

    /// <summary>Its name.</summary>
    public readonly string Name => Encoding.UTF8.GetString(NameBytes);

    /// <summary>The length of the document that begins here, which fits into the bytes.</summary>
    /// <exception cref="BsonFormatException">Where none can begin here.</exception>
    public static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.Length < ShortestDocument ? 0 : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        return length >= ShortestDocument && length <= bytes.Length
            ? length
            : throw new BsonFormatException("has a document whose length cannot be right");
    }

    /// <summary>Goes to the next element.</summary>
    /// <returns>False where there is none.</returns>
    /// <exception cref="BsonFormatException">Where its bytes are none.</exception>
    public bool Next()
    {
        if (_next == _document.Length - 1)
            return false;
        Start = _next;
        Kind = _document[_next++];
        int end = _document[_next..^1].IndexOf((byte)0);
        if (end < 0)
            throw new BsonFormatException("has a name of a field without an end");
        NameBytes = _document.Slice(_next, end);
        _next += end + 1;
        ReadOnlySpan<byte> rest = _document[_next..^1];
        int length = SizeOf(Kind, rest);
        if (length < 0 || length > rest.Length)
            throw new BsonFormatException("has a value that is longer than its document");
        Value = rest[..length];
        _next += length;
        return true;
    }

    /// <summary>Looks for the element of a name.</summary>
    /// <returns>True where there is one, at which the walk then stands.</returns>
    public bool Find(ReadOnlySpan<byte> name)
    {
        while (Next())
        {
            if (NameBytes.SequenceEqual(name))
                return true;
        }

        return false;
    }

    /// <summary>The value as a whole number, whichever of the number types it has; null where it has none or is no whole number.</summary>
    public readonly long? Number => Kind switch
    {
        BsonKind.Int32 => BinaryPrimitives.ReadInt32LittleEndian(Value),
        BsonKind.Int64 => BinaryPrimitives.ReadInt64LittleEndian(Value),
        BsonKind.Double when BinaryPrimitives.ReadDoubleLittleEndian(Value) is >= -9e15 and <= 9e15 and double number => (long)number,
        BsonKind.Boolean => Value[0],
        _ => null,
    };

    /// <summary>The value as text; null where it is no string.</summary>
    public readonly string? Text => Kind == BsonKind.String ? Encoding.UTF8.GetString(Value[sizeof(int)..^1]) : null;

    /// <summary>The size of a value, which may be more than there is.</summary>
    private static int SizeOf(byte kind, ReadOnlySpan<byte> rest) => kind switch
    {
        BsonKind.Double or BsonKind.DateTime or BsonKind.Timestamp or BsonKind.Int64 => 8,
        BsonKind.String or BsonKind.JavaScript or BsonKind.Symbol => StringSize(rest),
        BsonKind.Document or BsonKind.Array => LengthOf(rest),
        BsonKind.Binary => Counted(rest, 5, 0),
        BsonKind.Undefined or BsonKind.Null or BsonKind.MaxKey or BsonKind.MinKey => 0,
        BsonKind.ObjectId => 12,
        BsonKind.Boolean => 1,
        BsonKind.RegularExpression => TwoTexts(rest),
        BsonKind.DbPointer => StringSize(rest) is >= 0 and int size && size <= rest.Length - 12 ? size + 12 : -1,
        BsonKind.JavaScriptWithScope => Counted(rest, 0, 14),
        BsonKind.Int32 => 4,
        BsonKind.Decimal128 => 16,
        _ => throw new BsonFormatException($"has a value of the unknown type 0x{kind:x2}"),
    };

    private static int StringSize(ReadOnlySpan<byte> rest)
    {
        int size = Counted(rest, sizeof(int), sizeof(int) + 1);
        return size < 0 || size > rest.Length || rest[size - 1] == 0 ? size : throw new BsonFormatException("has a text that does not end with a zero");
    }

    /// <summary>The size of what begins with a count of its bytes; -1 where that cannot be right.</summary>
    private static int Counted(ReadOnlySpan<byte> rest, int beside, int least)
    {
        if (rest.Length < sizeof(int))
            return -1;
        int count = BinaryPrimitives.ReadInt32LittleEndian(rest);
        return count < 0 || count > rest.Length - beside || count + beside < least ? -1 : count + beside;
    }

    private static int TwoTexts(ReadOnlySpan<byte> rest)
    {
        int first = rest.IndexOf((byte)0);
        int second = first < 0 ? -1 : rest[(first + 1)..].IndexOf((byte)0);
        return second < 0 ? -1 : first + second + 2;
    }
}
