using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>One item of a schema in its final place, as an archive keeps it: statements, and what they need.</summary>
internal sealed record SchemaEntry
{
    /// <summary>What it is.</summary>
    public required ItemKind Kind { get; init; }

    /// <summary>What is the same of all of its kind.</summary>
    public KindTraits Traits => ItemKinds.Of(Kind);

    /// <summary>The schema it is in; null where its kind is in none.</summary>
    public string? Schema { get; init; }

    /// <summary>Its name, unquoted.</summary>
    public required string Name { get; init; }

    /// <summary>The role that owns it; null where it has none.</summary>
    public string? Owner { get; init; }

    /// <summary>When it is restored.</summary>
    public required Section Section { get; init; }

    /// <summary>The position of the entry that it belongs to and is chosen with; null where it stands for itself.</summary>
    public int? Parent { get; init; }

    /// <summary>The positions of the entries that must be restored before it; all smaller than its own.</summary>
    public IReadOnlyList<int> DependsOn { get; init; } = [];

    /// <summary>For what holds rows: the columns that are copied, in order.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>For what holds rows: the condition of those that are copied, with its <c>WHERE</c>; null for all.</summary>
    public string? RowFilter { get; init; }

    /// <summary>The roles that its statements name, the owner included.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The statements that make it.</summary>
    public string Create { get; init; } = "";

    /// <summary>The statement that sets the owner.</summary>
    public string SetOwner { get; init; } = "";

    /// <summary>Comments and security labels.</summary>
    public string Comments { get; init; } = "";

    /// <summary>Grants, of columns too.</summary>
    public string Privileges { get; init; } = "";

    /// <summary>Of a database without an encoding: true where its statements are not UTF-8, because of names, see <see cref="ByteText"/>.</summary>
    public bool HasBytes =>
        ByteText.HasBytes(Create) || ByteText.HasBytes(SetOwner) || ByteText.HasBytes(Comments) || ByteText.HasBytes(Privileges);
}
