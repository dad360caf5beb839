using BackupTools.Tests.Repository;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql;

/// <summary>The sample databases: scripts in <c>Fixtures</c>, and the generated ones of <see cref="FixtureScripts"/>.</summary>
internal static class Fixture
{
    private const string Utf8 = "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'";

    /// <summary>Samples in other encodings, where roles with names in UTF-8 would disturb: roles have no encoding of their own.</summary>
    private static readonly string[] OwnServer = ["latin1", "euc_jp", "sql_ascii"];

    private static readonly Dictionary<string, (string Options, Func<int, string> Script)> Databases = new()
    {
        ["wide"] = (Utf8, version => Read("wide.sql") + (version >= 17 ? Read("wide-17.sql") : "") + (version >= 18 ? Read("wide-18.sql") : "")),
        ["types"] = (Utf8, _ => Read("types.sql")),
        ["names"] = (Utf8, _ => Read("names-roles.sql") + Read("names.sql")),
        ["music"] = (Utf8, _ => Read("music.sql")),
        ["rental"] = (Utf8, _ => Read("rental.sql")),
        ["latin1"] = ("TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'", _ => Read("latin1.sql")),
        ["euc_jp"] = ("TEMPLATE template0 ENCODING 'EUC_JP' LOCALE 'C'", _ => Read("euc_jp.sql")),
        ["sql_ascii"] = ("TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'", _ => Read("sql_ascii.sql")),
        ["shapes"] = (Utf8, _ => FixtureScripts.Shapes()),
        ["empty"] = (Utf8, _ => ""),
        ["many_tables"] = (Utf8, _ => FixtureScripts.Tables(20_000)),
        ["many_large_objects"] = (Utf8, _ => FixtureScripts.LargeObjects(200_000)),
        ["huge_rows"] = (Utf8, _ => FixtureScripts.LargeRows(rows: 2, megabytes: 100)),
    };

    /// <summary>The names of all, those that take long excepted.</summary>
    public static IEnumerable<string> Names => Databases.Keys.Except(["many_tables", "many_large_objects", "huge_rows"]);

    /// <summary>The server that a sample is to be made on or restored to.</summary>
    public static async Task<PostgresServer> GetServerAsync(string name, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version, OwnServer.Contains(name) ? "plain roles" : "");
        await PrepareAsync(server, name);
        return server;
    }

    /// <summary>Makes the roles and the tablespace that a sample uses, and that a target needs too.</summary>
    public static async Task PrepareAsync(PostgresServer server, string name)
    {
        if (!OwnServer.Contains(name))
            await server.PsqlAsync("postgres", Read("cluster.sql"));
        if (name == "names")
            await server.PsqlAsync("postgres", Read("names-roles.sql"));
    }

    /// <summary>Makes a new database of a sample and returns its name.</summary>
    public static async Task<string> CreateAsync(PostgresServer server, string name)
    {
        (string options, Func<int, string> script) = Databases[name];
        return await CreateAsync(server, name, script(server.Version), options);
    }

    /// <summary>Makes a new database of a script and returns its name.</summary>
    public static async Task<string> CreateAsync(PostgresServer server, string name, string script, string options = Utf8)
    {
        string database = await server.CreateDatabaseAsync(name, options);
        await server.PsqlAsync(database, script);
        return database;
    }

    private static string Read(string file) =>
        File.ReadAllText(RepositoryRoot.Combine("tests", "BackupTools.Tests", "Engines", "PostgreSql", "Fixtures", file));
}
