using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Restoring.Work;

/// <summary>Makes of an index as a server lists it one that a server can be told to make.</summary>
internal static class IndexSpecs
{
    /// <summary>False for what comes with the collection: the index of ids, and a clustered one, which is the collection itself.</summary>
    public static bool IsMade(BsonDocument listed) =>
        !listed.GetValue("clustered", false).ToBoolean()
        && !(listed.GetValue("name", "") == "_id_" && listed.GetValue("key", BsonNull.Value) is BsonDocument { ElementCount: 1 } key && key.GetElement(0).Name == "_id");

    /// <summary>The index as the command takes it.</summary>
    /// <param name="listed">As it was listed.</param>
    /// <param name="keepsDocuments">True where documents must not be dropped because of their age.</param>
    public static BsonDocument ToMake(BsonDocument listed, bool keepsDocuments)
    {
        BsonDocument result = new(listed.Elements.Where(e => e.Name is not ("ns" or "background")));
        // Of the versions of the index itself those before 1 cannot be made any more.
        if (result.GetValue("v", 2) is { IsNumeric: true } version && version.ToInt32() < 1)
            result.Remove("v");
        if (keepsDocuments)
            result.Remove("expireAfterSeconds");
        return result;
    }
}
