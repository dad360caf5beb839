namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>A column of a table, a view or a materialized view, as the catalogs have it.</summary>
internal sealed record Column
{
    /// <summary>Its number, which is its place among those that there are and were.</summary>
    public required int Number { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its type with the modifier, as SQL.</summary>
    public required string Type { get; init; }

    /// <summary>Its collation as SQL, where that is not the type's own.</summary>
    public string? Collation { get; init; }

    /// <summary>True where it is defined in the table itself, be it inherited too or not.</summary>
    public bool IsLocal { get; init; }

    /// <summary><c>s</c> stored, <c>v</c> virtual; empty where it is not generated.</summary>
    public required string Generated { get; init; }

    /// <summary>The identity of the default or of the generation expression; 0 where there is none.</summary>
    public uint DefaultOid { get; init; }

    /// <summary>The default or the generation expression.</summary>
    public string? Default { get; init; }

    /// <summary>True where the default uses something that a user made, e.g. a sequence or a function.</summary>
    public bool DefaultNeedsOthers { get; init; }

    /// <summary>True where it is not nullable.</summary>
    public bool NotNull { get; init; }

    /// <summary>The constraint that says so, on servers that have one for it.</summary>
    public NotNullConstraint? NotNullConstraint { get; init; }

    /// <summary>The statistics target; -1 where it is the default.</summary>
    public long StatisticsTarget { get; init; }

    /// <summary>The storage as the catalog has it: <c>p</c>, <c>e</c>, <c>x</c> or <c>m</c>.</summary>
    public required string Storage { get; init; }

    /// <summary>The storage that the type has by default.</summary>
    public required string TypeStorage { get; init; }

    /// <summary>The compression as the catalog has it: <c>p</c>, <c>l</c>, or empty for the default.</summary>
    public required string Compression { get; init; }

    /// <summary>Attribute options, each <c>name=value</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The options of a foreign table's column, as SQL.</summary>
    public string? ForeignOptions { get; init; }
}

/// <summary>A not-null constraint of a server that names them.</summary>
/// <param name="Oid">Its identity.</param>
/// <param name="Name">Its name.</param>
/// <param name="NoInherit">True where children do not inherit it.</param>
/// <param name="IsLocal">True where it is defined in the table itself.</param>
/// <param name="IsValid">False where existing rows were never checked.</param>
/// <param name="IsCommented">True where it has a comment.</param>
internal sealed record NotNullConstraint(uint Oid, string Name, bool NoInherit, bool IsLocal, bool IsValid, bool IsCommented)
{
    /// <summary>True where it is added once the rows are there.</summary>
    public bool IsApart => IsLocal && !IsValid;
}
