using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>Reads <c>pg_depend</c>.</summary>
internal static class DependencyReader
{
    /// <summary>Every dependency of what is not pinned.</summary>
    public static async Task<IReadOnlyList<CatalogDependency>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<uint, string> catalogs = await ReadCatalogsAsync(session, cancellationToken);
        return await session.QueryAsync(
            "SELECT classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype FROM pg_catalog.pg_depend WHERE deptype <> 'p'",
            r => new CatalogDependency(
                new CatalogId(catalogs[r.Oid("classid")], r.Oid("objid"), (int)r.Number("objsubid")),
                new CatalogId(catalogs[r.Oid("refclassid")], r.Oid("refobjid"), (int)r.Number("refobjsubid")),
                r.Text("deptype")[0]),
            cancellationToken);
    }

    /// <summary>The names of the system's catalogs by their oid.</summary>
    public static async Task<IReadOnlyDictionary<uint, string>> ReadCatalogsAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        List<(uint Oid, string Name)> catalogs = await session.QueryAsync(
            "SELECT oid, relname FROM pg_catalog.pg_class WHERE relnamespace = 'pg_catalog'::pg_catalog.regnamespace AND relkind = 'r'",
            r => (r.Oid("oid"), r.Text("relname")), cancellationToken);
        return catalogs.ToDictionary(c => c.Oid, c => c.Name);
    }
}
