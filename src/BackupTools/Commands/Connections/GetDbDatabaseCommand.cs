using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;

namespace BackupTools.Commands;

/// <summary>Lists the databases that a connection reaches.</summary>
/// <remarks>
/// <para>Emits one object for each database, with its size. An SQLite file is one database, named as its file is.
/// A connection to a server that names a database lists only that one, unless -Database says otherwise; one that names
/// none lists every database that the user may connect to, templates aside. The objects can be piped to Backup-Database and Get-DbTable.</para>
/// </remarks>
/// <example>
/// <code>Get-DbDatabase ./shop.db</code>
/// <para>Shows the database with its size, page size, encoding and journal mode.</para>
/// </example>
/// <example>
/// <code>Get-ChildItem *.db | Get-DbDatabase | Where-Object SizeBytes -lt 1GB | Backup-Database -Storage ./backups</code>
/// <para>Backs up every database in the current folder that is smaller than one gigabyte.</para>
/// </example>
/// <example>
/// <code>Get-DbDatabase postgresql://backup@db1 | Sort-Object SizeBytes -Descending</code>
/// <para>Lists the databases of a PostgreSQL server, the largest first.</para>
/// </example>
/// <seealso cref="GetDbTableCommand"/>
/// <seealso cref="BackupDatabaseCommand"/>
[Cmdlet(VerbsCommon.Get, "DbDatabase")]
[OutputType(typeof(DatabaseInfo))]
public sealed class GetDbDatabaseCommand : ConnectionCmdlet
{
    /// <summary>
    /// The names of the databases on the server, with wildcards: * means all. Without it: the database that the
    /// connection names, or else all.
    /// </summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DatabaseCompleter))]
    public override string[]? Database { get; set; }

    /// <summary>The databases of the server to leave out, with wildcards.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DatabaseCompleter))]
    public string[] ExcludeDatabase { get; set; } = [];

    private protected override string[] ExcludedDatabases => ExcludeDatabase;

    private protected override void Process(DbConnectionInfo connection, IReadOnlyList<TableInfo> tables) =>
        WriteObject(FindDatabases(connection), enumerateCollection: true);
}
