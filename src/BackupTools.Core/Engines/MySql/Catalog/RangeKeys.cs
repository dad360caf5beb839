namespace BackupTools.Engines.MySql.Catalog;

/// <summary>A part of a unique key.</summary>
/// <param name="Index">The index.</param>
/// <param name="Column">The column; null for an expression.</param>
/// <param name="IsPrefix">True where only the beginning of the value is in the key.</param>
/// <param name="IsDescending">True where the largest value comes first.</param>
internal sealed record KeyPart(string Index, string? Column, bool IsPrefix, bool IsDescending);

/// <summary>Chooses the key by whose ranges a table is read.</summary>
internal static class RangeKeys
{
    private const string Primary = "PRIMARY";

    /// <summary>
    /// The primary key, or the only unique one where that has no NULLs, as the rows lie in its order; none where a part of it cannot be
    /// compared as the index sorts it.
    /// </summary>
    public static (string Index, IReadOnlyList<KeyColumn> Columns) Choose(IReadOnlyList<StoredColumn> columns, IEnumerable<KeyPart> parts)
    {
        List<KeyPart> all = [.. parts];
        Dictionary<string, StoredColumn> byName = columns.ToDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);
        // Of several unique keys nobody says by which the rows lie.
        bool isClear = all.Exists(p => p.Index == Primary) || all.DistinctBy(p => p.Index).Count() == 1;
        foreach (IGrouping<string, KeyPart> index in all.Where(_ => isClear).GroupBy(p => p.Index).OrderBy(g => g.Key != Primary))
        {
            List<KeyColumn> key = [];
            foreach (KeyPart part in index)
            {
                if (part.Column is null || part.IsPrefix || !byName.TryGetValue(part.Column, out StoredColumn? column)
                    || !ColumnTypes.CanBeRanged(column) || column.IsGenerated || (index.Key != Primary && column.IsNullable))
                {
                    key.Clear();
                    break;
                }

                key.Add(new KeyColumn(column, part.IsDescending));
            }

            if (key.Count > 0 && key.Select(k => k.IsDescending).Distinct().Count() == 1)
                return (index.Key, key);
            // Where there is a primary key, the rows lie in its order, and no other will do as well.
            if (index.Key == Primary)
                return ("", []);
        }

        return ("", []);
    }
}
