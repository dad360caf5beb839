using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog.ForeignData;
using BackupTools.Engines.PostgreSql.Catalog.Namespaces;
using BackupTools.Engines.PostgreSql.Catalog.Operators;
using BackupTools.Engines.PostgreSql.Catalog.Relations;
using BackupTools.Engines.PostgreSql.Catalog.Replication;
using BackupTools.Engines.PostgreSql.Catalog.Routines;
using BackupTools.Engines.PostgreSql.Catalog.TextSearch;
using BackupTools.Engines.PostgreSql.Catalog.Types;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>Reads the whole schema of a database.</summary>
internal static class DatabaseSchema
{
    /// <summary>Every reader; what none of them reads is not in a backup.</summary>
    private static readonly ICatalogReader[] Readers =
    [
        new SchemaReader(), new ExtensionReader(), new LanguageReader(), new AccessMethodReader(),
        new ShellTypeReader(), new EnumTypeReader(), new CompositeTypeReader(), new DomainReader(), new RangeTypeReader(), new BaseTypeReader(),
        new RoutineReader(), new AggregateReader(), new CastReader(), new TransformReader(), new ConversionReader(), new CollationReader(),
        new OperatorReader(), new OperatorFamilyReader(), new OperatorClassReader(),
        new TextSearchParserReader(), new TextSearchTemplateReader(), new TextSearchDictionaryReader(), new TextSearchConfigurationReader(),
        new ForeignDataWrapperReader(), new ForeignServerReader(), new UserMappingReader(),
        new SequenceReader(), new TableReader(), new ViewReader(), new MaterializedViewReader(), new SequenceStateReader(), new LargeObjectReader(),
        new IndexReader(), new ForeignKeyReader(), new StatisticsReader(), new RuleReader(), new TriggerReader(), new PolicyReader(), new RowSecurityReader(),
        new PublicationReader(), new PublicationTableReader(), new PublicationSchemaReader(), new SubscriptionReader(),
        new EventTriggerReader(), new ExtensionConfigurationReader(), new DefaultPrivilegeReader(),
    ];

    /// <summary>Every object of the database, in restore order.</summary>
    /// <param name="session">The session, in the transaction whose view is to be read.</param>
    /// <param name="includePasswordHashes">True to read the password hashes of the roles that the objects name.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BackupException">Where something cannot be read, or there is no order in which it could be made.</exception>
    public static async Task<IReadOnlyList<SchemaEntry>> ReadAsync(
        CatalogSession session, bool includePasswordHashes, CancellationToken cancellationToken)
    {
        List<SchemaItem> items = [.. await DatabaseReader.ReadAsync(session, cancellationToken)];
        foreach (ICatalogReader reader in Readers)
            items.AddRange(await reader.ReadAsync(session, cancellationToken));
        IReadOnlyList<CatalogDependency> dependencies = await DependencyReader.ReadAsync(session, cancellationToken);
        AttachedSchema schema = new(items, dependencies);
        await CommentReader.AddAsync(session, schema, cancellationToken);
        await PrivilegeReader.AddAsync(session, schema, cancellationToken);
        foreach (SchemaItem role in await RoleReader.ReadAsync(session, schema.Roles, includePasswordHashes, cancellationToken))
            schema.Add(role);
        return schema.ToEntries(dependencies);
    }
}
