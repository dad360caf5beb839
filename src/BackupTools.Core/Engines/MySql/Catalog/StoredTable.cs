using BackupTools.Engines.MySql.Schema;

namespace BackupTools.Engines.MySql.Catalog;

/// <summary>A column as the catalogs describe it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">Its type without length, in lower case, e.g. <c>varchar</c>.</param>
/// <param name="CharacterSet">The character set of a text; null for what is none.</param>
/// <param name="IsGenerated">True where the server computes it.</param>
/// <param name="IsNullable">True where it can be NULL.</param>
internal sealed record StoredColumn(string Name, string DataType, string? CharacterSet, bool IsGenerated, bool IsNullable)
{
    /// <summary>True for the time at which a row of a system-versioned table ends.</summary>
    public bool EndsRow { get; init; }
}

/// <summary>A column of a key.</summary>
/// <param name="Column">The column.</param>
/// <param name="IsDescending">True where the key has its largest value first.</param>
internal sealed record KeyColumn(StoredColumn Column, bool IsDescending);

/// <summary>A table as the catalogs describe it.</summary>
internal sealed record StoredTable
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its engine, e.g. <c>InnoDB</c>; empty where the server does not know it.</summary>
    public required string Engine { get; init; }

    /// <summary>True where it keeps the history of its rows by time, and the history is copied with them.</summary>
    public bool HasHistory { get; init; }

    /// <summary>True where it keeps the history of its rows in a way that cannot be copied: by numbers of transactions.</summary>
    public bool LosesHistory { get; init; }

    /// <summary>About how many rows it has; the server guesses.</summary>
    public long EstimatedRows { get; init; }

    /// <summary>The bytes of its rows on disk, where the server knows them.</summary>
    public long DataBytes { get; init; }

    /// <summary>The bytes of its indexes on disk.</summary>
    public long IndexBytes { get; init; }

    /// <summary>Its columns in their order.</summary>
    public IReadOnlyList<StoredColumn> Columns { get; init; } = [];

    /// <summary>The key by whose ranges it can be read; empty where there is none.</summary>
    public IReadOnlyList<KeyColumn> RangeKey { get; init; } = [];

    /// <summary>The name of that key's index.</summary>
    public string RangeIndex { get; init; } = "";

    /// <summary>True where its rows are its own.</summary>
    public bool HoldsRows => !StorageEngines.IsOfOthers(Engine);

    /// <summary>True where a transaction sees one moment of it.</summary>
    public bool IsTransactional => StorageEngines.IsTransactional(Engine);

    /// <summary>The columns that are copied.</summary>
    public IEnumerable<StoredColumn> CopiedColumns => Columns.Where(c => !c.IsGenerated);

    /// <summary>The same as an archive names them.</summary>
    public IReadOnlyList<DataColumn> DataColumns => [.. CopiedColumns.Select(c => new DataColumn(c.Name, ColumnTypes.FormOf(c)))];
}
