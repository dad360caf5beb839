using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>A table, partitioned table or foreign table, as the catalogs have it.</summary>
internal sealed class Table
{
    /// <summary>Its identity.</summary>
    public required uint Oid { get; init; }

    /// <summary>The schema it is in.</summary>
    public required string Schema { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The role that owns it.</summary>
    public required string Owner { get; init; }

    /// <summary><c>r</c> table, <c>p</c> partitioned table, <c>f</c> foreign table.</summary>
    public required string Kind { get; init; }

    /// <summary>True where an extension made it: it is known only as a parent of others.</summary>
    public bool IsMember { get; init; }

    /// <summary>True where it is not written to the write-ahead log.</summary>
    public bool IsUnlogged { get; init; }

    /// <summary>The types of its rows and of arrays of them.</summary>
    public required IReadOnlyList<CatalogId> RowTypes { get; init; }

    /// <summary>The composite type that a typed table follows, as SQL.</summary>
    public string? OfType { get; init; }

    /// <summary>How it is partitioned, as SQL.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>The bounds of a partition, as SQL; null for what is not a partition.</summary>
    public string? PartitionBound { get; init; }

    /// <summary><c>d</c> default, <c>f</c> full, <c>n</c> nothing, <c>i</c> an index.</summary>
    public required string ReplicaIdentity { get; init; }

    /// <summary>The tablespace, where that is not the database's own.</summary>
    public string? Tablespace { get; init; }

    /// <summary>The access method, where that is not the usual one.</summary>
    public string? AccessMethod { get; init; }

    /// <summary>Storage parameters, each <c>name=value</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Storage parameters of its TOAST table.</summary>
    public IReadOnlyList<string> ToastOptions { get; init; } = [];

    /// <summary>The server of a foreign table.</summary>
    public string? Server { get; init; }

    /// <summary>The options of a foreign table, as SQL.</summary>
    public string? ForeignOptions { get; init; }

    /// <summary>Its columns, in order.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>The names of those that are copied, in the order of <see cref="Relations.CopiedColumns"/>; none where it has no rows of its own.</summary>
    public required IReadOnlyList<string> CopiedColumns { get; init; }

    /// <summary>Its check constraints, by name.</summary>
    public required IReadOnlyList<CheckConstraint> Checks { get; init; }

    /// <summary>The tables it inherits from, in order; for a partition the one that it is a part of.</summary>
    public List<Table> Parents { get; } = [];

    /// <summary>The tables that inherit from it, its partitions among them.</summary>
    public List<Table> Children { get; } = [];

    /// <summary>True for a partition.</summary>
    public bool IsPartition => PartitionBound is not null;

    /// <summary>Its name with the schema, quoted.</summary>
    public string FullName => SqlText.Name(Schema, Name);

    /// <summary>Its keywords.</summary>
    public string Keyword => Kind == "f" ? "FOREIGN TABLE" : "TABLE";

    /// <summary>True where the column is written in the table's own definition, not merely inherited.</summary>
    public bool Defines(Column column) => column.IsLocal || IsPartition;

    /// <summary>The columns of the same name in the tables it inherits from; none for a partition, which inherits nothing when it is made.</summary>
    public IEnumerable<Column> Inherited(Column column) =>
        IsPartition ? [] : Parents.SelectMany(p => p.Columns).Where(c => c.Name == column.Name);
}

/// <summary>A check constraint of a table.</summary>
/// <param name="Oid">Its identity.</param>
/// <param name="Name">Its name.</param>
/// <param name="Definition">What it demands, as SQL.</param>
/// <param name="IsLocal">True where it is defined in the table itself.</param>
/// <param name="IsValid">False where existing rows were never checked.</param>
/// <param name="NeedsTable">True where it uses something that cannot be made before the table, e.g. a function of its rows, or that may read other tables.</param>
/// <param name="IsCommented">True where it has a comment.</param>
internal sealed record CheckConstraint(
    uint Oid, string Name, string Definition, bool IsLocal, bool IsValid, bool NeedsTable, bool IsCommented)
{
    /// <summary>True where it is added once the rows are there.</summary>
    public bool IsApart => IsLocal && (NeedsTable || !IsValid);
}
