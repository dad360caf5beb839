namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>
/// One object as a catalog reader found it: the SQL that makes it, and where it stands among the others. Owner,
/// comments, security labels and grants are added for all kinds alike from <see cref="Id"/> and <see cref="Address"/>.
/// </summary>
internal sealed class SchemaItem
{
    private Section? _section;

    /// <summary>What it is.</summary>
    public required ItemKind Kind { get; init; }

    /// <summary>What is the same of all of its kind.</summary>
    public KindTraits Traits => ItemKinds.Of(Kind);

    /// <summary>Its identity in the catalogs.</summary>
    public required CatalogId Id { get; init; }

    /// <summary>The schema it is in; null where its kind is in none.</summary>
    public string? Schema { get; init; }

    /// <summary>Its name, unquoted; for a function with the argument types.</summary>
    public required string Name { get; init; }

    /// <summary>The statements that make it, each ended by <c>;</c> and a line end. May be empty for a mere address.</summary>
    public required string Create { get; set; }

    /// <summary>When it is restored: as all of its kind, where nothing else is said.</summary>
    public Section Section
    {
        get => _section ?? Traits.Section;
        set => _section = value;
    }

    /// <summary>
    /// How <c>COMMENT ON</c> and <c>SECURITY LABEL ON</c> name it, with the keyword: <c>TABLE "s"."t"</c>,
    /// <c>CONSTRAINT "c" ON "s"."t"</c>; null where nothing of that sort is possible.
    /// </summary>
    public string? Address { get; init; }

    /// <summary>The role that owns it; null where it has no owner of its own.</summary>
    public string? Owner { get; init; }

    /// <summary>How <c>ALTER … OWNER TO</c> names it, where that is not <see cref="Address"/>.</summary>
    public string? OwnerAddress { get; init; }

    /// <summary>The statement that sets the owner, where that is not a mere <c>ALTER … OWNER TO</c>.</summary>
    public string? SetOwner { get; init; }

    /// <summary>The table, view or other object that it belongs to and is chosen with.</summary>
    public CatalogId? Parent { get; init; }

    /// <summary>What must be there before it, beside what <c>pg_depend</c> says of <see cref="Id"/>.</summary>
    public List<CatalogId> DependsOn { get; } = [];

    /// <summary>
    /// Other identities that are made by the same statements (a table's row type, its array type, a column default
    /// written within the table): what depends on them depends on this item.
    /// </summary>
    public List<CatalogId> AlsoMakes { get; } = [];

    /// <summary>
    /// Where dependencies run in a circle: what to create first instead of <see cref="Create"/> (a shell type, a view of
    /// NULL columns); <see cref="Create"/> then follows as late as needed, preceded by <c>OR REPLACE</c> or the like,
    /// which <see cref="CreateAfterStandIn"/> says. Null where its kind has no stand-in.
    /// </summary>
    public string? StandIn { get; init; }

    /// <summary>What follows <see cref="StandIn"/>, once everything is there.</summary>
    public string? CreateAfterStandIn { get; init; }

    /// <summary>For what holds rows: the columns that are copied, in order; empty otherwise.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>
    /// For what holds rows of which only some belong to the database: the condition that chooses them, with its keyword
    /// <c>WHERE</c>; null for all rows. The others come with the extension that made the table.
    /// </summary>
    public string? RowFilter { get; init; }

    /// <summary>The roles that <see cref="Create"/> names.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
}
