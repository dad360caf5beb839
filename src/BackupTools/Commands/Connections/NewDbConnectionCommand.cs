using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Conversion;

namespace BackupTools.Commands;

/// <summary>Makes a connection object to give to other cmdlets.</summary>
/// <remarks>
/// <para>A connection says where a database is and how to get in. It opens nothing: Test-DbConnection does.</para>
/// <para>Wherever a cmdlet has the parameter -Connection it also takes a path or a URI. You need this cmdlet to give a
/// user and password, or settings that have no place in a path. The password is kept as a SecureString and is shown
/// nowhere.</para>
/// <para>about_BackupTools_PostgreSQL says what PostgreSQL connections can have, and where their password comes from if
/// not from -Credential; about_BackupTools_MySQL and about_BackupTools_MongoDB say it of theirs.</para>
/// </remarks>
/// <example>
/// <code>$shop = New-DbConnection ./shop.db -LockTimeout 120
/// Backup-Database $shop -Storage ./backups</code>
/// <para>Backs up an SQLite database, and waits for up to two minutes where another program has it locked.</para>
/// </example>
/// <example>
/// <code>$server = New-DbConnection postgresql://db1:5432?sslmode=verify-full -Credential (Get-Credential backup)
/// Get-DbDatabase $server | Backup-Database -Storage ./backups</code>
/// <para>Asks for the password of the role backup once, and backs up every database of a PostgreSQL server.</para>
/// </example>
/// <example>
/// <code>New-DbConnection 'service=nightly' -Database shop | Test-DbConnection</code>
/// <para>Tries a PostgreSQL connection that is described in the service file.</para>
/// </example>
/// <example>
/// <code>$set = New-DbConnection 'mongodb://db1,db2/shop?replicaSet=rs0&amp;authSource=admin' -Credential (Get-Credential backup)
/// Get-DbTable $set -CountRows</code>
/// <para>Lists the collections of a database of MongoDB, and counts their documents.</para>
/// </example>
/// <seealso cref="RegisterDbConnectionCommand"/>
/// <seealso cref="TestDbConnectionCommand"/>
/// <seealso cref="GetDbDatabaseCommand"/>
/// <seealso cref="BackupDatabaseCommand"/>
[Cmdlet(VerbsCommon.New, "DbConnection")]
[OutputType(typeof(DbConnectionInfo))]
public sealed class NewDbConnectionCommand : AsyncCmdlet
{
    /// <summary>
    /// The path of a database file, a URI that names the engine, the server and the database, such as
    /// postgresql://user@host:5432/database, a text of PostgreSQL's pairs such as host=db1 dbname=shop, or the name of a
    /// registered connection. A relative path is relative to the current location; wildcards are not expanded.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ConnectionTransformation]
    [Alias("FullName")]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public DbConnectionInfo Connection { get; set; } = null!;

    /// <summary>The user and password, for an engine with a server. SQLite has no users, and refuses it.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The database on the server to use where none is named otherwise. For a database file its path says it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DatabaseCompleter))]
    public string? Database { get; set; }

    /// <summary>
    /// How long to wait for a lock that somebody else holds: a number of seconds, such as 90 or 0.5, or
    /// hours:minutes:seconds. 0 does not wait at all.
    /// </summary>
    /// <value>30 seconds</value>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? LockTimeout { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Connection.Path is not null && (Credential is not null || Database is not null))
        {
            ThrowInvalidArgument(
                $"'{Connection.Display}' is a file: it has no user, and its path says which database it is.",
                "Leave out -Credential and -Database.");
        }

        DbConnectionInfo connection = Connection with
        {
            UserName = Credential?.UserName ?? Connection.UserName,
            Database = Database ?? Connection.Database,
            LockTimeout = LockTimeout ?? Connection.LockTimeout,
        };
        WriteObject(Credential is null ? connection : connection.WithPassword(Credential.Password));
    }
}
