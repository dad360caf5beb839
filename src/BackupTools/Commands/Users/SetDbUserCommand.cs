using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;

namespace BackupTools.Commands;

/// <summary>Changes a user of a database server.</summary>
/// <remarks>
/// <para>Changes what is given and leaves everything else; all of it together or nothing. -WhatIf shows the statements, without the
/// password.</para>
/// <para>What would lock out whoever makes the change, or the last superuser who can log in, is refused with the id UserProtected
/// unless -Force says that it is meant.</para>
/// <para>On MySQL and MariaDB each statement counts at once; where one fails, the error names those that were done. Who cannot log in
/// is locked there. -Superuser:$false takes away every privilege on *.* that is not given in the same call. An account in whose name
/// views or programs work is not renamed (UserOwnsObjects), as they would not find it, and neither is a role.</para>
/// </remarks>
/// <example>
/// <code>Set-DbUser postgresql://admin@db1 -Name app -Password (Read-Host -AsSecureString)</code>
/// <para>Changes a password.</para>
/// </example>
/// <example>
/// <code>Get-DbUser postgresql://admin@db1 | Where-Object CreateDatabase | Set-DbUser -CreateDatabase:$false -WhatIf</code>
/// <para>Says how nobody but superusers could create databases any more.</para>
/// </example>
/// <example>
/// <code>Set-DbUser postgresql://admin@db1 -Name app -NewName shop_app -MemberOf readers -NotMemberOf writers</code>
/// <para>Renames a user and changes what it is a member of.</para>
/// </example>
/// <seealso cref="GetDbUserCommand"/>
/// <seealso cref="NewDbUserCommand"/>
/// <seealso cref="RemoveDbUserCommand"/>
[Cmdlet(VerbsCommon.Set, "DbUser", SupportsShouldProcess = true)]
[OutputType(typeof(DbUser))]
public sealed class SetDbUserCommand : UserAttributesCmdlet
{
    /// <summary>The name of the user.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UserCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Another name for it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewName { get; set; }

    /// <summary>The roles that it is to be a member of no more.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UserCompleter))]
    public string[] NotMemberOf { get; set; } = [];

    /// <summary>Weakens also whoever makes the change, or the last superuser who can log in.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Apply(
        new UserChange(Name, Attributes with { NewName = NewName, NotMemberOf = NotMemberOf }, Force), $"Change the user '{Name}'?");
}
