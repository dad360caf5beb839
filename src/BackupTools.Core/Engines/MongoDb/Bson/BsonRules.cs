namespace BackupTools.Engines.MongoDb.Bson;

/// <summary>What the bytes of documents must be, before a server gets to see them.</summary>
internal static class BsonRules
{
    /// <summary>The longest document that a server keeps: 16 MiB, and what its own collections are allowed beyond that.</summary>
    public const int LongestDocument = (16 * 1024 * 1024) + (16 * 1024);

    /// <summary>How deep documents may stand within each other; the servers stop at 180 by default, and their own at 200.</summary>
    private const int DeepestNesting = 250;

    /// <summary>Holds that bytes are whole documents, one behind the other.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>How many documents.</returns>
    /// <exception cref="BsonFormatException">Saying what is wrong, as the end of a sentence.</exception>
    public static long Check(ReadOnlySpan<byte> bytes)
    {
        long count = 0;
        while (bytes.Length > 0)
        {
            int length = BsonElements.LengthOf(bytes);
            if (length > LongestDocument)
                throw new BsonFormatException("has a document that is longer than a server keeps");
            CheckDocument(bytes[..length], 0);
            bytes = bytes[length..];
            count++;
        }

        return count;
    }

    private static void CheckDocument(ReadOnlySpan<byte> document, int depth)
    {
        if (depth > DeepestNesting)
            throw new BsonFormatException("has documents that stand too deep within each other");
        BsonElements elements = new(document);
        while (elements.Next())
        {
            switch (elements.Kind)
            {
                case BsonKind.Document or BsonKind.Array:
                    CheckDocument(elements.Value, depth + 1);
                    break;
                case BsonKind.Boolean when elements.Value[0] > 1:
                    throw new BsonFormatException("has a truth value that is neither true nor false");
                case BsonKind.JavaScriptWithScope:
                    CheckScope(elements.Value, depth);
                    break;
            }
        }
    }

    private static void CheckScope(ReadOnlySpan<byte> value, int depth)
    {
        ReadOnlySpan<byte> rest = value[sizeof(int)..];
        int code = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(rest);
        if (code < 1 || code > rest.Length - sizeof(int) - BsonElements.ShortestDocument || rest[sizeof(int) + code - 1] != 0)
            throw new BsonFormatException("has a function whose text cannot be right");
        ReadOnlySpan<byte> scope = rest[(sizeof(int) + code)..];
        if (BsonElements.LengthOf(scope) != scope.Length)
            throw new BsonFormatException("has a function whose scope cannot be right");
        CheckDocument(scope, depth + 1);
    }
}
