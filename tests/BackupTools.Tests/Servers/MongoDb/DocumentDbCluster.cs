namespace BackupTools.Tests.Servers.MongoDb;

/// <summary>A PostgreSQL 18 of its own that loads the extension documentdb; no other server of the tests does.</summary>
internal static class DocumentDbCluster
{
    private const int Version = 18;

    private const string Settings = """
        shared_preload_libraries = 'pg_cron,pg_documentdb_core,pg_documentdb'
        cron.database_name = 'postgres'
        cron.host = '127.0.0.1'
        max_connections = 500
        wal_level = replica
        """;

    /// <summary>The installation that has the extension; where there is none, <paramref name="reason"/> says what to do.</summary>
    public static PostgresInstallation? Find(out string reason)
    {
        PostgresInstallation? installation = PostgresInstallation.Find(Version, out reason);
        if (installation is null)
            reason = $"documentdb, which answers as MongoDB does: {reason}";
        else if (File.Exists(installation.Outer($"/usr/share/postgresql/{Version}/extension/documentdb.control")))
            return installation;
        else
            reason = "documentdb, which answers as MongoDB does, is not installed: run tests/servers/install.sh as root on Debian or Ubuntu.";
        return null;
    }

    /// <summary>Starts it, with a user of MongoDB who may do everything.</summary>
    public static async Task<PostgresServer> StartAsync(string user, string password)
    {
        PostgresServer server = await PostgresServer.StartPrivateAsync(Version, Settings);
        await server.PsqlAsync("postgres", $"CREATE EXTENSION documentdb CASCADE; CREATE ROLE \"{user}\" SUPERUSER LOGIN PASSWORD '{password}'");
        return server;
    }
}
