using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Schema;

/// <summary>Finds what a view takes documents from.</summary>
internal static class ViewSources
{
    private const int Deepest = 100;
    private static readonly string[] Joins = ["$lookup", "$graphLookup", "$unionWith"];

    /// <summary>The names of collections and views.</summary>
    /// <param name="options">The view's options.</param>
    public static IReadOnlySet<string> Of(BsonDocument options)
    {
        HashSet<string> found = [];
        if (options.GetValue("viewOn", BsonNull.Value) is BsonString source)
            found.Add(source.Value);
        Search(options.GetValue("pipeline", BsonNull.Value), found, 0);
        return found;
    }

    private static void Search(BsonValue value, HashSet<string> found, int depth)
    {
        if (depth > Deepest)
            return;
        if (value is BsonArray array)
        {
            foreach (BsonValue item in array)
                Search(item, found, depth + 1);
        }
        else if (value is BsonDocument document)
        {
            foreach (BsonElement element in document)
            {
                if (Joins.Contains(element.Name))
                    AddSource(element.Value, found);
                Search(element.Value, found, depth + 1);
            }
        }
    }

    private static void AddSource(BsonValue join, HashSet<string> found)
    {
        if (join is BsonString name)
            found.Add(name.Value);
        if (join is BsonDocument named && named.GetValue("from", named.GetValue("coll", BsonNull.Value)) is BsonString from)
            found.Add(from.Value);
    }
}
