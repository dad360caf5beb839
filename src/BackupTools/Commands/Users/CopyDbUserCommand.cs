using System.Management.Automation;
using System.Security;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Conversion;

namespace BackupTools.Commands;

/// <summary>Makes a user like another one, on the same server or another.</summary>
/// <remarks>
/// <para>The copy has the attributes, settings, comment, memberships and grants of the other one; what the other one owns stays with
/// it. Grants are those on the server and in the database that the connection names; one whose object the destination does not have is
/// left out with a warning, and so is a membership in a role that is not there.</para>
/// <para>The password is taken over in the form in which the server keeps it, where the connecting user may read that: superusers may.
/// Else the copy has the one of -Password, or none.</para>
/// <para>On MySQL and MariaDB limits, TLS and password rules are copied too. A password is taken over where the destination has its
/// plug-in, and between MySQL and MariaDB only one of mysql_native_password; else the copy is locked until it is given one. Privileges
/// that the destination does not know are left out with a warning; what partial revokes take back is copied, or the copy is refused.
/// Grants in the source's database become grants in the destination's.</para>
/// </remarks>
/// <example>
/// <code>Copy-DbUser postgresql://admin@db1/shop -Name app -Destination postgresql://admin@db2/shop</code>
/// <para>Makes a user on another server, with its password and its rights in the database shop.</para>
/// </example>
/// <example>
/// <code>Copy-DbUser postgresql://admin@db1/shop -Name app -NewName app2 -Password (Read-Host -AsSecureString)</code>
/// <para>Makes a second user with the rights of the first.</para>
/// </example>
/// <example>
/// <code>Get-DbUser postgresql://admin@db1 | Where-Object CanLogin | Copy-DbUser -Destination postgresql://admin@db2 -WhatIf</code>
/// <para>Says how all users would be made on another server; those that are there already are errors.</para>
/// </example>
/// <seealso cref="GetDbUserCommand"/>
/// <seealso cref="NewDbUserCommand"/>
[Cmdlet(VerbsCommon.Copy, "DbUser", SupportsShouldProcess = true)]
[OutputType(typeof(DbUser))]
public sealed class CopyDbUserCommand : UserCmdlet
{
    /// <summary>The name of the user.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UserCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The server to make the copy on.</summary>
    /// <value>The same server</value>
    [Parameter]
    [ConnectionTransformation]
    public DbConnectionInfo? Destination { get; set; }

    /// <summary>The user and password to connect to the destination with.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? DestinationCredential { get; set; }

    /// <summary>The name of the copy.</summary>
    /// <value>The same name</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewName { get; set; }

    /// <summary>A password of its own for the copy.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Password { get; set; }

    /// <summary>Leaves out the grants.</summary>
    [Parameter]
    public SwitchParameter NoPrivileges { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Destination is null && DestinationCredential is not null)
            ThrowInvalidArgument("-DestinationCredential is for a destination, and none is named.", "Give -Destination too, or leave it out.");
        Attempt(() =>
        {
            DbConnectionInfo source = Credentials.Apply(Credential, Connection);
            DbConnectionInfo destination = Destination is null ? source : Credentials.Apply(DestinationCredential, Destination);
            Apply(
                new UserCopy(Name, source, NewName ?? Name, Password, !NoPrivileges), $"Make the user '{NewName ?? Name}' like '{Name}'?", destination);
        });
    }
}
