using System.Globalization;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>Conditions of queries that keep out what the system or an extension made.</summary>
internal static class UserObjects
{
    /// <summary><see cref="CatalogId.FirstOfUser"/> as SQL.</summary>
    public static readonly string FirstOid = CatalogId.FirstOfUser.ToString(CultureInfo.InvariantCulture);

    /// <summary>True for a member of an extension.</summary>
    /// <param name="catalog">The catalog of the object, e.g. <c>pg_proc</c>.</param>
    /// <param name="oid">The object's oid, as the query names it.</param>
    public static string OfExtension(string catalog, string oid) => HasDependency(catalog, oid, "'e'");

    /// <summary>True for what is no member of an extension.</summary>
    /// <param name="catalog">The catalog of the object, e.g. <c>pg_proc</c>.</param>
    /// <param name="oid">The object's oid, as the query names it.</param>
    public static string NotOfExtension(string catalog, string oid) => "NOT " + OfExtension(catalog, oid);

    /// <summary>True for what is neither a member of an extension nor a part of another object (a range's constructor).</summary>
    /// <param name="catalog">The catalog of the object, e.g. <c>pg_proc</c>.</param>
    /// <param name="oid">The object's oid, as the query names it.</param>
    public static string StandsAlone(string catalog, string oid) => "NOT " + HasDependency(catalog, oid, "'e', 'i'");

    /// <summary>True for a schema of the user; the prefix <c>pg_</c> is the system's.</summary>
    /// <param name="schema">The alias of <c>pg_namespace</c> in the query.</param>
    public static string InUserSchema(string schema) =>
        $"{schema}.nspname !~ '^pg_' AND {schema}.nspname <> 'information_schema'";

    private static string HasDependency(string catalog, string oid, string kinds) =>
        $"EXISTS (SELECT FROM pg_catalog.pg_depend AS own WHERE own.classid = 'pg_catalog.{catalog}'::pg_catalog.regclass "
        + $"AND own.objid = {oid} AND own.deptype IN ({kinds}))";
}
