namespace BackupTools.Engines.MongoDb.Catalog;

/// <summary>Says what became of collections between two listings.</summary>
internal static class CollectionChanges
{
    /// <summary>What differs, as the end of a sentence; null where nothing does.</summary>
    public static string? Between(IReadOnlyList<StoredCollection> before, IReadOnlyList<StoredCollection> after)
    {
        Dictionary<string, StoredCollection> earlier = before.ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (StoredCollection now in after)
        {
            if (!earlier.Remove(now.Name, out StoredCollection? was))
                return $"the {now.Definition.Words} '{now.Name}' has been made";
            if (was.Uuid != now.Uuid)
                return $"the {now.Definition.Words} '{now.Name}' is another one of the same name";
            if (!was.Definition.IsSame(now.Definition with { HasDocuments = was.Definition.HasDocuments }))
                return $"the {now.Definition.Words} '{now.Name}' has been altered";
        }

        return earlier.Count == 0 ? null : $"the {earlier.Values.First().Definition.Words} '{earlier.Keys.First()}' has been dropped or renamed";
    }
}
