using MongoDB.Bson;

namespace BackupTools.Tests.Servers.MongoDb.Scripted;

/// <summary>
/// The few filters that a scripted server knows, with MongoDB's rule that a comparison in a filter stays within the type of its value, while one of
/// <c>$expr</c> goes through all types in their order.
/// </summary>
internal static class ScriptedFilter
{
    /// <summary>True where a document is meant.</summary>
    /// <exception cref="NotSupportedException">The filter says what is not known here: a test must not pass because it was not looked at.</exception>
    public static bool Matches(BsonDocument filter, BsonDocument document) => filter.All(e => e.Name switch
    {
        "$and" => e.Value.AsBsonArray.All(f => Matches(f.AsBsonDocument, document)),
        "$or" => e.Value.AsBsonArray.Any(f => Matches(f.AsBsonDocument, document)),
        "$expr" => MatchesExpression(e.Value.AsBsonDocument, document),
        _ when e.Name.StartsWith('$') => throw new NotSupportedException($"The filter {e.Name} is not scripted."),
        _ => document.TryGetValue(e.Name, out BsonValue value) && MatchesField(value, e.Value),
    });

    /// <summary>Where a type stands in MongoDB's order: numbers are one type, as are texts and symbols.</summary>
    public static int TypeOrder(BsonValue value) => value.BsonType switch
    {
        BsonType.MinKey => 0,
        BsonType.Undefined or BsonType.Null => 1,
        BsonType.Double or BsonType.Int32 or BsonType.Int64 or BsonType.Decimal128 => 2,
        BsonType.String or BsonType.Symbol => 3,
        BsonType.Document => 4,
        BsonType.Array => 5,
        BsonType.Binary => 6,
        BsonType.ObjectId => 7,
        BsonType.Boolean => 8,
        BsonType.DateTime => 9,
        BsonType.Timestamp => 10,
        BsonType.RegularExpression => 11,
        BsonType.MaxKey => 13,
        _ => 12,
    };

    /// <summary>MongoDB's order of values of any types.</summary>
    public static int Compare(BsonValue left, BsonValue right)
    {
        int types = TypeOrder(left).CompareTo(TypeOrder(right));
        return types != 0 ? types : left.CompareTo(right);
    }

    private static bool MatchesField(BsonValue value, BsonValue condition) =>
        condition is BsonDocument { ElementCount: > 0 } operators && operators.GetElement(0).Name.StartsWith('$')
            ? operators.All(o => TypeOrder(value) == TypeOrder(o.Value) && Holds(o.Name, Compare(value, o.Value)))
            : TypeOrder(value) == TypeOrder(condition) && Compare(value, condition) == 0;

    private static bool MatchesExpression(BsonDocument expression, BsonDocument document)
    {
        BsonElement element = expression.Single();
        return element.Name == "$and"
            ? element.Value.AsBsonArray.All(e => MatchesExpression(e.AsBsonDocument, document))
            : Holds(element.Name, Compare(Evaluate(element.Value[0], document), Evaluate(element.Value[1], document)));
    }

    private static BsonValue Evaluate(BsonValue operand, BsonDocument document) => operand switch
    {
        BsonString { Value: ['$', .. string path] } => document.GetValue(path, BsonUndefined.Value),
        BsonDocument literal when literal.ElementCount == 1 && literal.Contains("$literal") => literal["$literal"],
        BsonDocument or BsonArray => throw new NotSupportedException($"The expression {operand} is not scripted."),
        _ => operand,
    };

    private static bool Holds(string name, int order) => name switch
    {
        "$eq" => order == 0,
        "$ne" => order != 0,
        "$gt" => order > 0,
        "$gte" => order >= 0,
        "$lt" => order < 0,
        "$lte" => order <= 0,
        _ => throw new NotSupportedException($"The comparison {name} is not scripted."),
    };
}
