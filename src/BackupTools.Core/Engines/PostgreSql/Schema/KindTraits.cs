using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>A row of <see cref="ItemKinds"/>: what is the same of all items of a kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Section">When such items are restored where nothing about one of them says otherwise.</param>
/// <param name="Feature">The feature that they are; null for what everything else stands in or on, and is never left out alone.</param>
/// <param name="File">The file of an export in several files, without its extension.</param>
internal sealed record KindTraits(ItemKind Kind, Section Section, DatabaseFeature? Feature, string File)
{
    /// <summary>The place among what does not depend on each other: by kind, then by name.</summary>
    public int Rank { get; init; }

    /// <summary>The step of a restore, where that is not the one of the section.</summary>
    public RestorePhase Phase { get; init; }

    /// <summary>What <c>-Table</c> can name, and how it is one.</summary>
    public RelationShape Relation { get; init; }

    /// <summary>True for what must be there before the rows are loaded.</summary>
    public bool PrecedesRows { get; init; }

    /// <summary>What can be made first in its place to break a circle, where that is possible.</summary>
    public StandInShape StandIn { get; init; }

    /// <summary>True for what is done to an object that has an item of its own, e.g. the state of a sequence.</summary>
    public bool IsSecondary { get; init; }

    /// <summary>
    /// True for what only makes sense where everything it connects is there: it is left out where one of them is, and
    /// never brings one along.
    /// </summary>
    public bool IsConnection { get; init; }

    /// <summary>True where its own statements may name roles, beside those of its owner and grants.</summary>
    public bool NamesRoles { get; init; }

    /// <summary>True for what runs a user's code wherever it is used.</summary>
    public bool RunsCode { get; init; }

    /// <summary>True for what says who may see which rows; it is never left out because it fails.</summary>
    public bool GuardsRows { get; init; }

    /// <summary>What a trial restore as a role without superuser does with it.</summary>
    public TrialUse Trial { get; init; }

    /// <summary>
    /// The statement that takes it away, with <c>{name}</c> for the whole name, <c>{part}</c> for the name within the table, and
    /// <c>{table}</c>; null where it does not go by itself.
    /// </summary>
    public string? Drop { get; init; }

    /// <summary>True for what <c>-Table</c> can name.</summary>
    public bool IsRelation => Relation != RelationShape.None;

    /// <summary>True for what has columns.</summary>
    public bool HasColumns => Relation is RelationShape.Table or RelationShape.Query;

    /// <summary>True for tables, foreign ones included.</summary>
    public bool IsTable => Relation == RelationShape.Table;

    /// <summary>The kind as words: <c>materialized view</c>.</summary>
    public string Words { get; } = Divide(Kind.ToString());

    private static string Divide(string name)
    {
        StringBuilder words = new();
        foreach (char c in name)
        {
            if (char.IsUpper(c) && words.Length > 0)
                words.Append(' ');
            words.Append(char.ToLowerInvariant(c));
        }

        return words.ToString();
    }
}

/// <summary>The step of a restore that a kind belongs to.</summary>
internal enum RestorePhase
{
    /// <summary>That of the item's section.</summary>
    BySection,

    /// <summary>The roles of the server.</summary>
    Roles,

    /// <summary>The settings of the database itself.</summary>
    Database,

    /// <summary>Grants, which come after everything that they could hinder.</summary>
    Privileges,

    /// <summary>The filling of materialized views, which runs the user's code over the whole database.</summary>
    Deferred,

    /// <summary>Event triggers, which must not fire during the restore.</summary>
    EventTriggers,
}

/// <summary>How a kind is a relation.</summary>
internal enum RelationShape
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A sequence.</summary>
    Sequence,

    /// <summary>A view, or a materialized one.</summary>
    Query,

    /// <summary>A table, or a foreign one.</summary>
    Table,
}

/// <summary>What can stand in for an item, those that are nearest to the thing itself first.</summary>
internal enum StandInShape
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A type without its functions.</summary>
    Type,

    /// <summary>A view with the same columns.</summary>
    View,

    /// <summary>A routine that does nothing.</summary>
    Routine,
}

/// <summary>What a trial restore as a role without superuser does with a kind.</summary>
internal enum TrialUse
{
    /// <summary>Makes it, as far as its definition does not say that only a superuser can.</summary>
    Made,

    /// <summary>Takes its definition for what says whether a superuser is needed.</summary>
    ByDefinition,

    /// <summary>Only a superuser makes it, and other objects and rows may need it: no such trial is possible.</summary>
    NeedsSuperuser,

    /// <summary>It is made before, by the superuser.</summary>
    MadeBefore,

    /// <summary>Nothing else needs it, and it is left out.</summary>
    LeftOut,

    /// <summary>It stays as it is, owners and all.</summary>
    Unchanged,
}
