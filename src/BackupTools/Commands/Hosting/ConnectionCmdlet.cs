using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Completion;
using BackupTools.Conversion;

namespace BackupTools.Commands.Hosting;

/// <summary>The base of the cmdlets that read databases: a connection, and the names of databases on it.</summary>
public abstract class ConnectionCmdlet : AsyncCmdlet
{
    /// <summary>
    /// The database or server: a path to a database file, a URI such as postgresql://user@host/database, a text of
    /// PostgreSQL's pairs such as host=db1 dbname=shop, a connection object of New-DbConnection, or a database of
    /// Get-DbDatabase. A relative path is relative to the current location; wildcards are not expanded.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ConnectionTransformation]
    [Alias("FullName")]
    public DbConnectionInfo Connection { get; set; } = null!;

    /// <summary>
    /// The names of the databases on the server, with wildcards: * means all. Without it: the database that the
    /// connection names. Only Get-DbDatabase then takes a connection that names none, and lists all.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DatabaseCompleter))]
    public string[]? Database { get; set; }

    /// <summary>An argument must name something; the property of an object that is piped may be empty.</summary>
    protected override void BeginProcessing()
    {
        bool isGiven = MyInvocation.BoundParameters.ContainsKey(nameof(Database));
        if (isGiven && (Database is null or [] || Array.Exists(Database, string.IsNullOrEmpty)))
            ThrowInvalidArgument("-Database names no database.", "Name one, or leave it out.");
    }

    /// <summary>The databases that the connection and the names mean; a name that means none is reported.</summary>
    private protected IReadOnlyList<DatabaseInfo> FindDatabases()
    {
        IDatabaseEngine engine = Components.GetEngine(Connection.Engine);
        bool isServer = Connection.Path is null;
        DbConnectionInfo asked = Database is not null && isServer ? Connection with { Database = null } : Connection;
        IReadOnlyList<DatabaseInfo> all = Await(work => engine.GetDatabasesAsync(asked, work.Stopping));
        if (Database is not { } names)
            return all;
        var found = new List<DatabaseInfo>();
        foreach (string name in names)
        {
            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            List<DatabaseInfo> matches = [.. all.Where(d => d.Database == name || pattern.IsMatch(d.Database))];
            if (matches.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(new BackupException(
                    ErrorCode.DatabaseNotFound, $"'{Connection.Display}' has no database '{name}'.",
                    $"It has: {string.Join(", ", all.Select(d => d.Database))}.", name).ToErrorRecord());
            }

            found.AddRange(matches.Except(found));
        }

        return found;
    }

    /// <summary>
    /// The same as connections, without asking the server where the arguments already say it all. All databases of a
    /// server are meant only where that is said.
    /// </summary>
    private protected IReadOnlyList<DbConnectionInfo> FindConnections()
    {
        if (Database is not null)
            return Database is [var name] && name == Connection.Database ? [Connection] : [.. FindDatabases().Select(d => d.Connection)];
        DbConnectionInfo named = Components.GetEngine(Connection.Engine).NameDatabase(Connection);
        if (named.Path is null && named.Database is null)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"'{Connection.Display}' names no database.",
                "Name it in the connection or with -Database; -Database * means all of the server.", Connection.Display);
        }

        return [named];
    }
}
