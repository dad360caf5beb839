using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Completion;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands.Hosting;

/// <summary>The base of the cmdlets that read databases: connections, and the names of databases on them.</summary>
public abstract class ConnectionCmdlet : AsyncCmdlet
{
    private readonly Dictionary<string, (DbConnectionInfo Connection, List<TableInfo> Tables)> _tables = [];
    private bool _isDatabaseGiven;

    /// <summary>
    /// The databases or servers: paths to database files, URIs such as postgresql://user@host/database, texts of
    /// PostgreSQL's pairs such as host=db1 dbname=shop, names of registered connections, connection objects of
    /// New-DbConnection, databases of Get-DbDatabase, or tables of Get-DbTable. A relative path is relative to the current
    /// location, and wildcards in a path or a name are expanded; a file of that name comes before a registered connection.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ConnectionTransformation(IsList = true)]
    [Alias("FullName")]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public DbConnectionInfo[] Connection { get; set; } = [];

    /// <summary>
    /// The names of the databases on the server, with wildcards: * means all. Without it: the database that the
    /// connection names. Only Get-DbDatabase then takes a connection that names none, and lists all.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DatabaseCompleter))]
    public virtual string[]? Database { get; set; }

    /// <summary>The user and password, for an engine with a server, in place of those that the connections have.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The databases to leave out, with wildcards.</summary>
    private protected abstract string[] ExcludedDatabases { get; }

    /// <summary>True where names that match nothing are a failure; where they only list less, they are a warning.</summary>
    private protected virtual bool MustMatch => false;

    /// <summary>An argument must name something; the property of an object that is piped may be empty.</summary>
    protected override void BeginProcessing()
    {
        _isDatabaseGiven = MyInvocation.BoundParameters.ContainsKey(nameof(Database));
        if (_isDatabaseGiven && (Database is null or [] || Array.Exists(Database, string.IsNullOrEmpty)))
            ThrowInvalidArgument("-Database names no database.", "Name one, or leave it out.");
    }

    /// <summary>Works with one connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="tables">The tables of its database that were piped in; empty where the connection itself was given.</param>
    private protected abstract void Process(DbConnectionInfo connection, IReadOnlyList<TableInfo> tables);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        foreach (DbConnectionInfo connection in Connection)
        {
            if (PipedTables.Find(connection) is { } table)
                Collect(connection, table);
            else
                Attempt(() => Process(Complete(connection), []));
        }
    }

    /// <summary>The tables of one database are one piece of work, however many there are.</summary>
    protected override void EndProcessing()
    {
        Database = null; // What the last object said; each connection here names its own.
        foreach ((DbConnectionInfo connection, List<TableInfo> tables) in _tables.Values)
            Attempt(() => Process(Complete(connection), tables));
    }

    /// <summary>The databases that the connection and the names mean; a name that means none is reported.</summary>
    private protected IReadOnlyList<DatabaseInfo> FindDatabases(DbConnectionInfo connection)
    {
        ChosenDatabases found = Await(work => DatabaseSearch.FindAsync(Components, connection, Choice, work.Stopping));
        foreach (BackupException failure in found.Failures)
            WriteError(failure.ToErrorRecord());
        foreach (string warning in found.Warnings)
            WriteWarning(warning);
        return found.Databases;
    }

    /// <summary>The same as connections, without asking the server where the arguments already say it all.</summary>
    private protected IReadOnlyList<DbConnectionInfo> FindConnections(DbConnectionInfo connection)
    {
        if (DatabaseSearch.FindNamed(Components, connection, Choice) is { } named)
            return [named];
        DbConnectionInfo asked = Database is null ? DatabaseSearch.NameDatabase(Components, connection) : connection;
        return [.. FindDatabases(asked).Select(d => d.Connection)];
    }

    private DatabaseChoice Choice => new() { Names = Database, Excluded = ExcludedDatabases, MustMatch = MustMatch };

    /// <summary>Reports what matches nothing, as an error or a warning.</summary>
    private protected void ReportMiss(BackupException miss)
    {
        if (MustMatch)
            WriteError(miss.ToErrorRecord());
        else
            WriteWarning(miss.Message);
    }

    private DbConnectionInfo Complete(DbConnectionInfo connection) =>
        ConnectionHints.Check(SessionState, Credentials.Apply(Credential, connection));

    private void Collect(DbConnectionInfo connection, TableInfo table)
    {
        if (_isDatabaseGiven)
        {
            ThrowInvalidArgument(
                "Tables come from the pipeline, each with its database, and -Database names others.", "Leave out -Database.");
        }

        if (!_tables.TryGetValue(connection.Display, out (DbConnectionInfo Connection, List<TableInfo> Tables) entry))
            _tables[connection.Display] = entry = (connection with { Database = table.Database }, []);
        entry.Tables.Add(table);
    }
}
