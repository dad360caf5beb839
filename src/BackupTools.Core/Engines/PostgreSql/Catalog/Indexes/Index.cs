using BackupTools.Engines.PostgreSql.Catalog.Relations;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Indexes;

/// <summary>An index, as the catalogs have it.</summary>
internal sealed record Index
{
    /// <summary>Its identity.</summary>
    public required uint Oid { get; init; }

    /// <summary>The schema that it and its table are in.</summary>
    public required string Schema { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its name with the schema, quoted.</summary>
    public string FullName => SqlText.Name(Schema, Name);

    /// <summary>The identity of its table.</summary>
    public required uint Table { get; init; }

    /// <summary>The table's name with the schema, quoted.</summary>
    public required string TableName { get; init; }

    /// <summary>True where an extension made the table.</summary>
    public bool TableIsMember { get; init; }

    /// <summary>The statement that makes it.</summary>
    public required string Definition { get; init; }

    /// <summary>True where the table is clustered on it.</summary>
    public bool IsClustered { get; init; }

    /// <summary>True where it is the table's replica identity.</summary>
    public bool IsReplicaIdentity { get; init; }

    /// <summary>The tablespace, where that is not the database's own.</summary>
    public string? Tablespace { get; init; }

    /// <summary>Storage parameters, each <c>name=value</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>True where it has a comment.</summary>
    public bool IsCommented { get; init; }

    /// <summary>For the index of a partition: the identity of the partitioned index; otherwise 0.</summary>
    public uint Whole { get; init; }

    /// <summary>The partitioned index's name with the schema, quoted.</summary>
    public string? WholeName { get; init; }

    /// <summary>The columns that have a statistics target of their own.</summary>
    public IReadOnlyList<(int Column, long Target)> StatisticsTargets { get; init; } = [];

    /// <summary>The constraint that it serves.</summary>
    public IndexConstraint? Constraint { get; init; }
}

/// <summary>A constraint that an index serves.</summary>
/// <param name="Oid">Its identity.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsExclusion">True for an exclusion constraint; false for a primary key or a unique constraint.</param>
/// <param name="Definition">What the server gives for it.</param>
/// <param name="IsDeferrable">True where it can be deferred.</param>
/// <param name="IsDeferred">True where it is deferred from the start.</param>
internal sealed record IndexConstraint(
    uint Oid, string Name, bool IsExclusion, string Definition, bool IsDeferrable, bool IsDeferred);
