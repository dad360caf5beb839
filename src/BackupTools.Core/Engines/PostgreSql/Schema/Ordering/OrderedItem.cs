namespace BackupTools.Engines.PostgreSql.Schema.Ordering;

/// <summary>Whether an item is made at once or in two steps.</summary>
internal enum ItemStage
{
    /// <summary>At once.</summary>
    Whole,

    /// <summary>The stand-in.</summary>
    StandIn,

    /// <summary>What follows the stand-in.</summary>
    AfterStandIn,
}

/// <summary>An item in its final place.</summary>
/// <param name="Index">Its position among the items that were to be ordered.</param>
/// <param name="Item">The item.</param>
/// <param name="Stage">Which step of its making this is.</param>
/// <param name="Section">When it is restored.</param>
/// <param name="Parent">The position, in the order, of what it is chosen with.</param>
/// <param name="DependsOn">The positions, in the order, of what it needs.</param>
internal sealed record OrderedItem(
    int Index, SchemaItem Item, ItemStage Stage, Section Section, int? Parent, IReadOnlyList<int> DependsOn);
