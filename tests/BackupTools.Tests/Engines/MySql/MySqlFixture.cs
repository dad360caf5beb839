using BackupTools.Tests.Repository;
using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql;

/// <summary>The sample databases: scripts in <c>Fixtures</c>.</summary>
internal static class MySqlFixture
{
    /// <summary>Makes a new database of a sample and returns its name.</summary>
    public static async Task<string> CreateAsync(MySqlServer server, string name)
    {
        string database = await server.CreateDatabaseAsync(name);
        await server.LoadAsync(database, Read($"{name}.sql"));
        string own = $"{name}-{(server.IsMariaDb ? "mariadb" : "mysql")}.sql";
        if (File.Exists(PathOf(own)))
            await server.LoadAsync(database, Read(own));
        return database;
    }

    private static string Read(string file) => File.ReadAllText(PathOf(file));

    private static string PathOf(string file) => RepositoryRoot.Combine("tests", "BackupTools.Tests", "Engines", "MySql", "Fixtures", file);
}
