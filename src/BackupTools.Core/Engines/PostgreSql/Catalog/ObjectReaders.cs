using BackupTools.Engines.PostgreSql.Catalog.ForeignData;
using BackupTools.Engines.PostgreSql.Catalog.Namespaces;
using BackupTools.Engines.PostgreSql.Catalog.Operators;
using BackupTools.Engines.PostgreSql.Catalog.Replication;
using BackupTools.Engines.PostgreSql.Catalog.Routines;
using BackupTools.Engines.PostgreSql.Catalog.TextSearch;
using BackupTools.Engines.PostgreSql.Catalog.Types;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>The readers of everything that is neither a relation nor a part of one.</summary>
internal static class ObjectReaders
{
    /// <summary>One of each.</summary>
    public static IReadOnlyList<ICatalogReader> All { get; } =
    [
        new SchemaReader(), new ExtensionReader(), new ExtensionConfigurationReader(), new LanguageReader(),
        new ShellTypeReader(), new EnumTypeReader(), new CompositeTypeReader(), new DomainReader(), new RangeTypeReader(),
        new BaseTypeReader(), new CollationReader(), new ConversionReader(),
        new RoutineReader(), new AggregateReader(), new CastReader(), new TransformReader(),
        new AccessMethodReader(), new OperatorReader(), new OperatorFamilyReader(), new OperatorClassReader(),
        new TextSearchParserReader(), new TextSearchTemplateReader(), new TextSearchDictionaryReader(),
        new TextSearchConfigurationReader(),
        new ForeignDataWrapperReader(), new ForeignServerReader(), new UserMappingReader(),
        new PublicationReader(), new PublicationTableReader(), new PublicationSchemaReader(), new SubscriptionReader(),
        new EventTriggerReader(),
    ];
}
