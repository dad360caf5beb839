using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Conversion;

namespace BackupTools.Commands;

/// <summary>Tries a connection and says what a backup with it would lack.</summary>
/// <remarks>
/// <para>Opens the connection, asks for the version, and looks for missing rights and capabilities. A connection that
/// does not work is a result whose Succeeded is false and whose Findings say why. It is also an error, after its result, so
/// that -ErrorAction Stop stops a runbook; -NoError gives the result alone.</para>
/// </remarks>
/// <example>
/// <code>Test-DbConnection ./shop.db</code>
/// <para>Says whether shop.db is a database that can be backed up, and how long opening it took.</para>
/// </example>
/// <example>
/// <code>Get-ChildItem *.db | Test-DbConnection -NoError | Where-Object Succeeded -eq $false | Select-Object Connection, Findings</code>
/// <para>Shows the files that are no usable databases, with the reason.</para>
/// </example>
/// <example>
/// <code>Test-DbConnection 'host=/run/postgresql dbname=shop'</code>
/// <para>Says whether a PostgreSQL database can be backed up through the server's socket, as which role, and what rights
/// are missing.</para>
/// </example>
/// <seealso cref="NewDbConnectionCommand"/>
/// <seealso cref="GetDbDatabaseCommand"/>
[Cmdlet(VerbsDiagnostic.Test, "DbConnection")]
[OutputType(typeof(ConnectionReport))]
public sealed class TestDbConnectionCommand : AsyncCmdlet
{
    /// <summary>
    /// The databases: paths to database files, URIs such as postgresql://user@host/database, texts of PostgreSQL's pairs
    /// such as host=db1 dbname=shop, names of registered connections, or connection objects. A relative path is relative to
    /// the current location, and wildcards in a path or a name are expanded.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ConnectionTransformation(IsList = true)]
    [Alias("FullName")]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public DbConnectionInfo[] Connection { get; set; } = [];

    /// <summary>The user and password, for an engine with a server, in place of those that the connections have.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Writes no error where a connection does not work: its result alone says so.</summary>
    [Parameter]
    public SwitchParameter NoError { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (DbConnectionInfo connection in Connection)
            Attempt(() => Test(ConnectionHints.CheckName(SessionState, Credentials.Apply(Credential, connection))));
    }

    private void Test(DbConnectionInfo connection)
    {
        IDatabaseEngine engine = Components.GetEngine(connection.Engine);
        ConnectionReport report = Await(work => engine.TestConnectionAsync(connection, work.Stopping));
        WriteObject(report);
        if (!report.Succeeded && !NoError)
            WriteError(ToError(report).ToErrorRecord());
    }

    private static BackupException ToError(ConnectionReport report) => report.Error ?? new BackupException(
        ErrorCode.DatabaseAccessDenied,
        $"A backup could not be taken through '{report.Connection.Display}': {string.Join(" ", report.Findings)}",
        target: report.Connection.Display);
}
