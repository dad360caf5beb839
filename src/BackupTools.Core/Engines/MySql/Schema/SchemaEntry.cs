namespace BackupTools.Engines.MySql.Schema;

/// <summary>One item of a schema, as an archive keeps it: the statement that makes it, and what it needs.</summary>
internal sealed record SchemaEntry
{
    /// <summary>What it is.</summary>
    public required ItemKind Kind { get; init; }

    /// <summary>What is the same of all of its kind.</summary>
    public KindTraits Traits => ItemKinds.Of(Kind);

    /// <summary>Its name, unquoted.</summary>
    public required string Name { get; init; }

    /// <summary>The table that a trigger is of.</summary>
    public string? Table { get; init; }

    /// <summary>The account in whose name it works, as <c>user@host</c>; null where it has none.</summary>
    public string? Definer { get; init; }

    /// <summary>True for a view that did not work when it was read.</summary>
    public bool IsBroken { get; init; }

    /// <summary>The positions of the entries that must be there before it; all smaller than its own.</summary>
    public IReadOnlyList<int> DependsOn { get; init; } = [];

    /// <summary>For a table that holds rows: the columns of its chunks, in order.</summary>
    public IReadOnlyList<DataColumn> Columns { get; init; } = [];

    /// <summary>The settings that it was made under.</summary>
    public ProgramSettings? Settings { get; init; }

    /// <summary>The statement that makes it, without anything that ends it.</summary>
    public required string Create { get; init; }

    /// <summary>A statement that gives it its state once it is made: where a sequence goes on.</summary>
    public string State { get; init; } = "";
}
