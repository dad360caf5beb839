using System.Globalization;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>Reads what the database itself is.</summary>
internal static class DatabaseReader
{
    private static readonly string[] Texts =
        ["encoding", "collate", "ctype", "locale", "icuRules", "owner", "connectionLimit", "serverVersionNum", "standby", "tablespace"];

    /// <summary>
    /// What is needed to create a database that holds the same characters in the same order, by the names of
    /// ARCHIVE-FORMAT.md.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, string>> ReadPropertiesAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        string locale = session.Version >= 17 ? "d.datlocale" : session.Version >= 15 ? "d.daticulocale" : "NULL::text";
        List<Dictionary<string, string>> rows = await session.QueryAsync(
            $"""
            SELECT pg_catalog.pg_encoding_to_char(d.encoding) AS encoding, d.datcollate AS collate, d.datctype AS ctype,
                   {(session.Version >= 15 ? "d.datlocprovider" : "'c'::\"char\"")} AS "localeProvider", {locale} AS locale,
                   {(session.Version >= 16 ? "d.daticurules" : "NULL::text")} AS "icuRules", pg_catalog.pg_get_userbyid(d.datdba) AS owner,
                   d.datconnlimit::text AS "connectionLimit", pg_catalog.current_setting('server_version_num') AS "serverVersionNum",
                   pg_catalog.pg_is_in_recovery()::text AS standby, nullif(t.spcname, 'pg_default') AS tablespace
            FROM pg_catalog.pg_database d JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace
            WHERE d.datname = pg_catalog.current_database()
            """,
            r => Texts.Where(name => !r.IsNull(name)).Select(name => (name, r.Text(name)))
                .Append(("localeProvider", ProviderName(r.Text("localeProvider"))))
                .ToDictionary(p => p.Item1, p => p.Item2, StringComparer.Ordinal),
            cancellationToken);
        return rows[0];
    }

    /// <summary>The database as an item, and another for each role that has settings of its own in it.</summary>
    public static async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        List<(string? Role, uint RoleId, string[] Settings)> settings = await session.QueryAsync(
            """
            SELECT r.rolname AS role, r.oid AS role_id, s.setconfig AS settings
            FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
                 LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
            WHERE d.datname = pg_catalog.current_database() AND (s.setrole = 0 OR r.oid IS NOT NULL)
            """,
            r => (r.TextOrNull("role"), r.Oid("role_id"), r.Texts("settings")), cancellationToken);
        string ofDatabase = string.Concat(settings.Where(s => s.Role is null).SelectMany(s => s.Settings)
            .Select(s => DatabaseStatement.Write("ALTER DATABASE ", " " + SettingText.Write(s))));
        List<SchemaItem> items = await session.QueryAsync(
            """
            SELECT oid, datname AS name, pg_catalog.pg_get_userbyid(datdba) AS owner, datconnlimit AS connection_limit, datistemplate AS is_template
            FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()
            """,
            r => new SchemaItem
            {
                Kind = ItemKind.DatabaseSettings, Id = new CatalogId("pg_database", r.Oid("oid")), Name = r.Text("name"), Owner = r.Text("owner"),
                Create = ofDatabase + Options(r),
            },
            cancellationToken);
        CatalogId database = items[0].Id;
        items.AddRange(settings.Where(s => s.Role is not null).Select(s => new SchemaItem
        {
            Kind = ItemKind.DatabaseSettings, Id = new CatalogId("pg_db_role_setting", s.RoleId), Name = s.Role!,
            Parent = database, Roles = [s.Role!],
            Create = string.Concat(s.Settings.Select(
                t => DatabaseStatement.Write($"ALTER ROLE {SqlText.Name(s.Role!)} IN DATABASE ", " " + SettingText.Write(t)))),
        }));
        return items;
    }

    private static string Options(CatalogRow row)
    {
        long limit = row.Number("connection_limit");
        return (limit == -1 ? "" : DatabaseStatement.Write("ALTER DATABASE ", $" CONNECTION LIMIT {limit.ToString(CultureInfo.InvariantCulture)}"))
            + (row.Flag("is_template") ? DatabaseStatement.Write("ALTER DATABASE ", " IS_TEMPLATE true") : "");
    }

    private static string ProviderName(string letter) => letter switch
    {
        "c" => "libc",
        "i" => "icu",
        _ => "builtin",
    };
}
