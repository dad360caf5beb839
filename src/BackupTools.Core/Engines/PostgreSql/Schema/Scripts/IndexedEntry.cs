using System.Text.Json.Serialization;

namespace BackupTools.Engines.PostgreSql.Schema.Scripts;

/// <summary>An entry as <c>index.json</c> has it. Everything that is null or empty is left out.</summary>
internal sealed record IndexedEntry
{
    public required ItemKind Kind { get; init; }

    public string? Schema { get; init; }

    public required string Name { get; init; }

    public string? Owner { get; init; }

    public required Section Section { get; init; }

    public int? Parent { get; init; }

    public IReadOnlyList<int>? DependsOn { get; init; }

    public IReadOnlyList<string>? Columns { get; init; }

    public string? RowFilter { get; init; }

    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>The name of the script, without the codec's extension.</summary>
    public required string Script { get; init; }

    /// <summary>Where the entry's statements begin in the script, in bytes of UTF-8.</summary>
    public required long Offset { get; init; }

    /// <summary>The bytes of the statements that make it; the other three follow directly.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Create { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SetOwner { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Comments { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Privileges { get; init; }

    public static IndexedEntry Of(
        SchemaEntry entry, string script, long offset, (int Create, int SetOwner, int Comments, int Privileges) lengths) => new()
        {
            Kind = entry.Kind,
            Schema = entry.Schema,
            Name = entry.Name,
            Owner = entry.Owner,
            Section = entry.Section,
            Parent = entry.Parent,
            DependsOn = NullIfEmpty(entry.DependsOn),
            Columns = NullIfEmpty(entry.Columns),
            RowFilter = entry.RowFilter,
            Roles = NullIfEmpty(entry.Roles),
            Script = script,
            Offset = offset,
            Create = lengths.Create,
            SetOwner = lengths.SetOwner,
            Comments = lengths.Comments,
            Privileges = lengths.Privileges,
        };

    public SchemaEntry ToEntry(string create, string setOwner, string comments, string privileges) => new()
    {
        Kind = Kind,
        Schema = Schema,
        Name = Name,
        Owner = Owner,
        Section = Section,
        Parent = Parent,
        DependsOn = DependsOn ?? [],
        Columns = Columns ?? [],
        RowFilter = RowFilter,
        Roles = Roles ?? [],
        Create = create,
        SetOwner = setOwner,
        Comments = comments,
        Privileges = privileges,
    };

    private static IReadOnlyList<T>? NullIfEmpty<T>(IReadOnlyList<T> list) => list.Count == 0 ? null : list;
}
