using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>Reads one family of objects out of the catalogs, a query for each kind and none for each object.</summary>
internal interface ICatalogReader
{
    /// <summary>
    /// Reads every object of the family that is not the system's and not an extension's member. What the user chose is
    /// cut out later.
    /// </summary>
    Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken);
}
