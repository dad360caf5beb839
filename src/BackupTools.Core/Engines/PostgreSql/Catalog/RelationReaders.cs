using BackupTools.Engines.PostgreSql.Catalog.Indexes;
using BackupTools.Engines.PostgreSql.Catalog.Relations;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>The readers of relations, of all that hangs on them, and of large objects.</summary>
internal static class RelationReaders
{
    /// <summary>A reader for each family.</summary>
    public static IReadOnlyList<ICatalogReader> All { get; } =
    [
        new TableReader(), new SequenceReader(), new SequenceStateReader(), new ViewReader(), new MaterializedViewReader(),
        new IndexReader(), new ForeignKeyReader(), new StatisticsReader(), new RuleReader(), new TriggerReader(),
        new PolicyReader(), new RowSecurityReader(), new LargeObjectReader(),
    ];
}
