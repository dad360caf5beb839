using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog.Relations;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Ordering;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>Reads the whole schema of a database.</summary>
internal static class DatabaseSchema
{
    /// <summary>Every reader; what none of them reads is not in a backup.</summary>
    private static readonly ICatalogReader[] Readers = [.. ObjectReaders.All, .. RelationReaders.All, new DefaultPrivilegeReader()];

    /// <summary>Every object of the database, in restore order.</summary>
    /// <param name="session">The session, in the transaction whose view is to be read.</param>
    /// <param name="includePasswordHashes">True to read the password hashes of the roles that the objects name.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="withStates">False to leave out the states of sequences, which the role may not be allowed to read.</param>
    /// <exception cref="BackupException">Where something cannot be read, or there is no order in which it could be made.</exception>
    public static async Task<IReadOnlyList<SchemaEntry>> ReadAsync(
        CatalogSession session, bool includePasswordHashes, CancellationToken cancellationToken, bool withStates = true)
    {
        List<SchemaItem> items = [.. await DatabaseReader.ReadAsync(session, cancellationToken)];
        foreach (ICatalogReader reader in Readers.Where(r => withStates || r is not SequenceStateReader))
            items.AddRange(await reader.ReadAsync(session, cancellationToken));
        IReadOnlyList<CatalogDependency> dependencies = await DependencyReader.ReadAsync(session, cancellationToken);
        AttachedSchema schema = new(items, dependencies);
        await CommentReader.AddAsync(session, schema, cancellationToken);
        await PrivilegeReader.AddAsync(session, schema, cancellationToken);
        foreach (SchemaItem role in await RoleReader.ReadAsync(session, schema.Roles, includePasswordHashes, cancellationToken))
            schema.Add(role);
        IReadOnlyList<SchemaEntry> entries = schema.ToEntries(dependencies);
        return session.HasNoEncoding ? [.. entries.Select(Escaped)] : entries;
    }

    /// <summary>The entry as it is written: what need not be bytes that are not UTF-8 is text.</summary>
    private static SchemaEntry Escaped(SchemaEntry entry) => entry with
    {
        Create = ByteText.Escape(entry.Create), SetOwner = ByteText.Escape(entry.SetOwner),
        Comments = ByteText.Escape(entry.Comments), Privileges = ByteText.Escape(entry.Privileges),
    };
}
