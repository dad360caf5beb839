using MongoDB.Bson;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>Documents of every kind of value that BSON has, with extremes, each with the <c>_id</c> of its place.</summary>
internal static class AwkwardDocuments
{
    /// <summary>The most bytes of a document, with its <c>_id</c> and one text.</summary>
    public const int Longest = 16_777_211;

    public static IReadOnlyList<BsonDocument> All { get; } = [.. Values().Select((v, i) => new BsonDocument { { "_id", i }, { "v", v } })];

    /// <summary>A document of so many bytes.</summary>
    public static BsonDocument OfLength(int bytes, int id)
    {
        BsonDocument document = new() { { "_id", id }, { "v", "" } };
        document["v"] = new string('x', bytes - document.ToBson().Length);
        return document;
    }

    private static IEnumerable<BsonValue> Values() =>
    [
        // Doubles, among them what no text of JSON keeps.
        0.0, -0.0, 1.0, -1.5, double.MaxValue, double.MinValue, double.Epsilon, double.PositiveInfinity, double.NegativeInfinity, double.NaN,
        BitConverter.Int64BitsToDouble(0x7ff8_0000_0000_0001), 9007199254740993.0,

        // Whole numbers, by width.
        0, 1, -1, int.MaxValue, int.MinValue, 0L, 1L, -1L, long.MaxValue, long.MinValue, 9007199254740993L,
        BsonDecimal128.Create("0"), BsonDecimal128.Create("-0"), BsonDecimal128.Create("9.999999999999999999999999999999999E+6144"),
        BsonDecimal128.Create("1E-6176"), BsonDecimal128.Create("NaN"), BsonDecimal128.Create("Infinity"), BsonDecimal128.Create("1.10"), BsonDecimal128.Create("1.1"),

        // Texts.
        "", "\0", "a\0b", "smörgåsbord 🍞", "\u0001\u001f\u007f\u0085\u2028", "$where", new string('ж', 100_000),

        // Documents and arrays: names that look like others', an empty one, and one twice.
        new BsonDocument(), new BsonArray(), new BsonDocument { { "", 1 } }, new BsonDocument { { "a.b", 1 } }, new BsonDocument { { "$a", 1 } },
        new BsonDocument(allowDuplicateNames: true) { { "a", 1 }, { "a", 2 } }, new BsonDocument { { "b", 1 }, { "a", 2 } },
        new BsonArray { 1, "1", BsonNull.Value, new BsonArray { new BsonDocument() } }, Nested(60),

        // Bytes, of each kind that has a meaning of its own.
        new BsonBinaryData([], BsonBinarySubType.Binary), new BsonBinaryData([0, 255], BsonBinarySubType.Function),
        new BsonBinaryData([3, 0, 0, 0, 1, 2, 3], (BsonBinarySubType)2), new BsonBinaryData(new byte[16], BsonBinarySubType.UuidLegacy),
        new BsonBinaryData(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), GuidRepresentation.Standard),
        new BsonBinaryData(new byte[16], BsonBinarySubType.MD5), new BsonBinaryData([7], BsonBinarySubType.Encrypted),
        new BsonBinaryData([7], BsonBinarySubType.UserDefined), new BsonBinaryData(new byte[1_000_000], BsonBinarySubType.Binary),

        // The rest.
        ObjectId.Empty, ObjectId.Parse("ffffffffffffffffffffffff"), true, false, BsonNull.Value, BsonUndefined.Value, BsonMinKey.Value, BsonMaxKey.Value,
        new BsonDateTime(0), new BsonDateTime(long.MaxValue), new BsonDateTime(long.MinValue), new BsonDateTime(-1),
        new BsonRegularExpression("^a/b\"", "imsux"), new BsonRegularExpression("", ""), new BsonJavaScript("function () { return '}'; }"),
        new BsonJavaScriptWithScope("x", new BsonDocument("x", 1L)), BsonSymbol.Create("symbol"),
        new BsonTimestamp(1, 1), new BsonTimestamp(long.MaxValue), new BsonTimestamp(int.MaxValue, int.MaxValue),
    ];

    private static BsonDocument Nested(int levels) =>
        Enumerable.Range(0, levels).Aggregate(new BsonDocument("end", 1), (inner, i) => i % 2 == 0 ? new BsonDocument("d", inner) : new BsonDocument("a", new BsonArray { inner }));
}
