using BackupTools.Abstractions;

namespace BackupTools.Engines.MySql.Schema;

/// <summary>What is the same of all entries of a kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Feature">The feature that it is chosen by.</param>
/// <param name="Words">What errors and comments call it.</param>
/// <param name="Keyword">What stands in SQL for it, as in <c>SHOW CREATE</c> and <c>DROP</c>.</param>
internal sealed record KindTraits(ItemKind Kind, DatabaseFeature Feature, string Words, string Keyword)
{
    /// <summary>True where it must be there before the rows.</summary>
    public bool PrecedesRows { get; init; }

    /// <summary>True where it is a relation: chosen by the names of tables.</summary>
    public bool IsRelation { get; init; }

    /// <summary>True where its text is somebody's program: it keeps the session's settings it was made under, and has a definer.</summary>
    public bool IsProgram { get; init; }
}

/// <summary>
/// Everything that is to be known of a kind of object, a row each, in the order of a restore. A new kind is its name, its row, and the
/// reader that finds it.
/// </summary>
internal static class ItemKinds
{
    private static readonly KindTraits[] Table =
    [
        new(ItemKind.Sequence, DatabaseFeature.Sequences, "sequence", "SEQUENCE") { PrecedesRows = true, IsRelation = true },
        new(ItemKind.Table, DatabaseFeature.Tables, "table", "TABLE") { PrecedesRows = true, IsRelation = true },
        new(ItemKind.Package, DatabaseFeature.Functions, "package", "PACKAGE") { IsProgram = true },
        new(ItemKind.Function, DatabaseFeature.Functions, "function", "FUNCTION") { IsProgram = true },
        new(ItemKind.Procedure, DatabaseFeature.Procedures, "procedure", "PROCEDURE") { IsProgram = true },
        new(ItemKind.PackageBody, DatabaseFeature.Functions, "package body", "PACKAGE BODY") { IsProgram = true },
        new(ItemKind.View, DatabaseFeature.Views, "view", "VIEW") { IsRelation = true, IsProgram = true },
        new(ItemKind.Trigger, DatabaseFeature.Triggers, "trigger", "TRIGGER") { IsProgram = true },
        new(ItemKind.Event, DatabaseFeature.Events, "event", "EVENT") { IsProgram = true },
    ];

    private static readonly Dictionary<ItemKind, (KindTraits Traits, int Place)> ByKind =
        Table.Select((t, i) => (t, i)).ToDictionary(p => p.t.Kind, p => p);

    /// <summary>The kinds in the order of a restore.</summary>
    public static IReadOnlyList<KindTraits> All => Table;

    /// <summary>What is the same of all of a kind.</summary>
    public static KindTraits Of(ItemKind kind) => ByKind[kind].Traits;

    /// <summary>The kind's place in the order of a restore.</summary>
    public static int PlaceOf(ItemKind kind) => ByKind[kind].Place;
}
