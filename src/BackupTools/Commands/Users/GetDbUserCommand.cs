using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Lists the users and roles of a database server.</summary>
/// <remarks>
/// <para>Emits one object for each, with what it may do, what it is a member of, and what was granted to it by name on the server
/// and in the connection's database. The properties mean the same on every engine; one that an engine does not have is null.</para>
/// <para>PostgreSQL keeps users and roles as one: what may log in is a user. Roles that the server brings along (pg_…) are listed
/// with -System, or by name.</para>
/// <para>On MySQL and MariaDB a name has the host that the account may come from: app@%, or 'a@b'@'%' where the name has an @
/// itself. The name alone means the only account that has it, and lists all that have it. A role is a locked account without a
/// password, or one of MariaDB, which has no host. A superuser is who has every privilege on *.* with GRANT OPTION;
/// CreateDatabase is CREATE, CreateRole is CREATE USER and Replication is REPLICATION SLAVE on *.*. A connection without a
/// database lists the grants in all of them. It takes SELECT on mysql.*.</para>
/// </remarks>
/// <example>
/// <code>Get-DbUser postgresql://admin@db1</code>
/// <para>Lists the users and roles of a server.</para>
/// </example>
/// <example>
/// <code>Get-DbUser postgresql://admin@db1 | Where-Object Superuser</code>
/// <para>Shows who may do everything.</para>
/// </example>
/// <example>
/// <code>(Get-DbUser postgresql://admin@db1/shop app).Grants | Format-Table Kind, Name, Privileges</code>
/// <para>Shows what was granted to a user in the database shop.</para>
/// </example>
/// <example>
/// <code>Get-DbUser postgresql://admin@db1 -Name old* | Remove-DbUser -ReassignTo app -WhatIf</code>
/// <para>Says how users would be removed and what becomes of what they own.</para>
/// </example>
/// <seealso cref="NewDbUserCommand"/>
/// <seealso cref="SetDbUserCommand"/>
/// <seealso cref="RemoveDbUserCommand"/>
/// <seealso cref="CopyDbUserCommand"/>
[Cmdlet(VerbsCommon.Get, "DbUser")]
[OutputType(typeof(DbUser))]
public sealed class GetDbUserCommand : AsyncCmdlet
{
    /// <summary>
    /// The servers: URIs such as postgresql://admin@db1, texts of PostgreSQL's pairs, or connection objects.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ConnectionTransformation(IsList = true)]
    public DbConnectionInfo[] Connection { get; set; } = [];

    /// <summary>The names of the users, with wildcards. Upper and lower case differ in a name without wildcards.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(UserCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The user and password to connect with, in place of those that the connections have.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Lists the roles too that the server brings along.</summary>
    [Parameter]
    public SwitchParameter System { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (DbConnectionInfo connection in Connection)
        {
            Attempt(() =>
            {
                DbConnectionInfo server = Credentials.Apply(Credential, connection);
                List<BackupException> misses = [];
                WriteObject(Await(work => UserJob.ListAsync(Components, server, Name, System, misses.Add, work.Stopping)), enumerateCollection: true);
                foreach (BackupException miss in misses)
                    WriteError(miss.ToErrorRecord());
            });
        }
    }
}
