using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;

namespace BackupTools.Commands;

/// <summary>Makes a user of a database server.</summary>
/// <remarks>
/// <para>Makes a user who may log in and nothing else, with what the parameters add; -CanLogin:$false makes a role for others to be
/// members of. The user and its memberships come into being together or not at all. -WhatIf shows the statements, without the
/// password.</para>
/// <para>On MySQL and MariaDB the name may have the host: app@10.0.%; without one the user may come from anywhere (%). A user
/// without a password would let everybody in, so it takes -Password, -Locked or -CanLogin:$false. Its roles are turned on at login;
/// MariaDB turns on one. A password ends a number of whole days after it was set. Each statement counts at once: where one fails,
/// the user is removed again.</para>
/// <para>A name is taken as it is, with capitals, spaces and quotes. One that a user has is an error with the id UserExists.</para>
/// </remarks>
/// <example>
/// <code>New-DbUser postgresql://admin@db1 -Name app -Password (Read-Host -AsSecureString)</code>
/// <para>Makes a user with a password that is asked for.</para>
/// </example>
/// <example>
/// <code>New-DbUser postgresql://admin@db1 -Name backup -Password $password -MemberOf pg_read_all_data -ConnectionLimit 5</code>
/// <para>Makes a user who may read everything, over five sessions at most; $password is a SecureString.</para>
/// </example>
/// <example>
/// <code>Import-Csv ./users.csv | New-DbUser -Connection postgresql://admin@db1 -ValidUntil (Get-Date).AddYears(1) -WhatIf</code>
/// <para>Says how the users of a list with the column Name would be made.</para>
/// </example>
/// <example>
/// <code>New-DbUser mysql://root@db2 -Name app@10.0.% -Password (Read-Host -AsSecureString) -MemberOf readers</code>
/// <para>Makes an account of MySQL that may come from one network.</para>
/// </example>
/// <seealso cref="GetDbUserCommand"/>
/// <seealso cref="SetDbUserCommand"/>
/// <seealso cref="RemoveDbUserCommand"/>
/// <seealso cref="CopyDbUserCommand"/>
[Cmdlet(VerbsCommon.New, "DbUser", SupportsShouldProcess = true)]
[OutputType(typeof(DbUser))]
public sealed class NewDbUserCommand : UserAttributesCmdlet
{
    /// <summary>The name of the user.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord() => Apply(new UserCreation(Name, Attributes), $"Make the user '{Name}'?");
}
