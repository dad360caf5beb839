using System.Globalization;
using System.Security.Cryptography;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Restoring.Work;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Restoring.Trial;

/// <summary>
/// A role without superuser, made for one trial restore. It logs in by itself: what a superuser's session has laid down with SET ROLE,
/// a function in it can take up again. Its name is that of the scratch database, whose lock is the sign of life of both.
/// </summary>
internal sealed class TrialRole
{
    /// <summary>The comment of every such role.</summary>
    public const string Mark = "BackupTools trial restore in progress";

    /// <summary>How long it may log in, should it be left: no trial takes longer, and nobody knows its password.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromDays(7);

    private readonly TargetServer _server;

    private TrialRole(TargetServer server, string name, DbConnectionInfo connection)
    {
        _server = server;
        Name = name;
        Connection = connection;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The connection by which it logs in.</summary>
    public DbConnectionInfo Connection { get; }

    /// <summary>Makes it, and finds out whether the server lets it in.</summary>
    /// <param name="server">The server, as a superuser is connected to it.</param>
    /// <param name="connection">The superuser's connection, with the scratch database's name.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The role; or why there is none, as the end of a sentence.</returns>
    public static async Task<(TrialRole? Role, string? Why)> TryCreateAsync(
        TargetServer server, DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        string name = connection.Database!;
        string password = Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
        try
        {
            await using IBulkConnection maintenance = await server.OpenMaintenanceAsync(cancellationToken);
            await maintenance.ExecuteAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    BEGIN;
                    CREATE ROLE {SqlText.Name(name)} LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS
                        PASSWORD '{ScramSha256.Verifier(password)}' VALID UNTIL '{DateTime.UtcNow + Validity:yyyy-MM-dd HH:mm:ss}Z';
                    COMMENT ON ROLE {SqlText.Name(name)} IS {SqlText.Literal(Mark)};
                    COMMIT
                    """),
                cancellationToken);
        }
        catch (BackupException e) when (RestoreErrors.IsOfStatement(e))
        {
            return (null, $"no role could be made for it ({Said(e)})");
        }

        string why = "";
        try
        {
            foreach (DbConnectionInfo candidate in Candidates(server.Pin(connection), name, password))
            {
                if (await FindObstacleAsync(candidate, cancellationToken) is not { } obstacle)
                    return (new TrialRole(server, name, candidate), null);
                why = why.Length == 0 ? obstacle : why;
            }
        }
        catch
        {
            await DropAsync(server, name);
            throw;
        }

        await DropAsync(server, name);
        return (null, $"the server does not let in a role made for it ({why})");
    }

    /// <summary>Drops it with its databases. Says nothing where that fails: the next trial does it.</summary>
    public Task DropAsync() => DropAsync(_server, Name);

    /// <summary>Drops a role of an earlier trial with its databases.</summary>
    public static async Task DropAsync(TargetServer server, string name)
    {
        try
        {
            foreach (string database in await FindDatabasesAsync(server, name))
                await WorkDatabase.DropAsync(server, database, isOurs: true, mayEnter: false);
            await using IBulkConnection maintenance = await server.WithConnectTimeout(WorkDatabase.ConnectPatience).OpenMaintenanceAsync(CancellationToken.None);
            await maintenance.ExecuteAsync($"DROP OWNED BY {SqlText.Name(name)}; DROP ROLE {SqlText.Name(name)}", CancellationToken.None);
        }
        catch (BackupException e)
        {
            WorkLog.Verbose($"The role '{name}' of the trial restore stays for the next trial to drop: {e.Message}");
        }
    }

    /// <summary>
    /// Where it may be let in: at the address of the superuser, and, as sockets are often for users of the system, by TCP. Whoever
    /// answers there must know the password itself, so that it is the same server.
    /// </summary>
    private static IEnumerable<DbConnectionInfo> Candidates(DbConnectionInfo connection, string name, string password)
    {
        DbConnectionInfo same = connection with { UserName = name, Password = SecureText.Of(password) };
        yield return same;
        if (!ServerAddress.IsSocketFolder(same.Host ?? ""))
            yield break;
        yield return same with
        {
            Host = "localhost",
            Options = new Dictionary<string, string>(same.Options, StringComparer.Ordinal) { [ConnectionOptions.RequireAuth] = "scram-sha-256" },
        };
    }

    /// <summary>Why the role cannot log in; null where it can. A server decides that before it looks for the database, which is not there yet.</summary>
    private static async Task<string?> FindObstacleAsync(DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        try
        {
            TargetServer server = await TargetServer.FindAsync(connection, cancellationToken);
            await using NpgsqlConnection scratch = await server.OpenControlAsync(server.Database, cancellationToken);
            return "the scratch database is there already";
        }
        catch (BackupException e)
        {
            return e.Code == ErrorCode.DatabaseNotFound ? null : Said(e);
        }
    }

    private static async Task<IReadOnlyList<string>> FindDatabasesAsync(TargetServer server, string role)
    {
        await using NpgsqlConnection control = await server.WithConnectTimeout(WorkDatabase.ConnectPatience).OpenMaintenanceControlAsync(CancellationToken.None);
        return await PostgreSqlErrors.GuardAsync(
            control,
            $"Looking for the databases of '{role}'",
            () => new CatalogSession(control).QueryAsync(
                $"SELECT d.datname::text AS name FROM pg_catalog.pg_database d JOIN pg_catalog.pg_roles r ON r.oid = d.datdba WHERE r.rolname = {SqlText.Literal(role)}",
                r => r.Text("name"), CancellationToken.None));
    }

    private static string Said(BackupException error) =>
        error.InnerException is ServerException server ? server.Description : error.Message.TrimEnd('.');
}
