using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>A table that is locked, and whose rows can be read.</summary>
internal sealed record StoredTable
{
    /// <summary>Its oid.</summary>
    public required uint Oid { get; init; }

    /// <summary>Its schema.</summary>
    public required string Schema { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The columns that are copied, in the order of <see cref="Catalog.Relations.CopiedColumns"/>.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Which of an extension's rows are the user's, as a <c>WHERE</c> clause; empty for all.</summary>
    public string Filter { get; init; } = "";

    /// <summary>True where its rows lie in pages that can be read one range after the other.</summary>
    public bool HasPages { get; init; }

    /// <summary>The number of its pages.</summary>
    public long Pages { get; init; }

    /// <summary>Its size on disk, with the values that are stored apart.</summary>
    public long Bytes { get; init; }

    /// <summary>Why its rows cannot be read; null where they can.</summary>
    public string? Obstacle { get; init; }

    /// <summary>How SQL names it.</summary>
    public string Sql => SqlText.Name(Schema, Name);

    /// <summary>How people name it.</summary>
    public string Display => $"{Schema}.{Name}";
}
