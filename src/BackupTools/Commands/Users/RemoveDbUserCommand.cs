using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;

namespace BackupTools.Commands;

/// <summary>Removes a user of a database server, with what was granted to it in every database.</summary>
/// <remarks>
/// <para>A user who owns objects is removed only where it is said what becomes of them: -ReassignTo gives them to another user,
/// -DropOwned drops them. Without that the error has the id UserOwnsObjects and says what there is. -WhatIf shows the statements, each
/// with the database that it is run in.</para>
/// <para>What is done in one database is done together or not at all; with several databases, an error says in which it was done
/// already. Nobody can remove itself, and the last superuser who can log in only with -Force.</para>
/// <para>On MySQL and MariaDB an account owns nothing, but views, routines, triggers and events work in its name, and fail when it is
/// gone. An account that is the definer of any is not removed (UserOwnsObjects); -ReassignTo and -DropOwned do not change that.</para>
/// </remarks>
/// <example>
/// <code>Remove-DbUser postgresql://admin@db1 -Name app -ReassignTo owner</code>
/// <para>Removes a user; what it owned belongs to owner then.</para>
/// </example>
/// <example>
/// <code>Get-DbUser postgresql://admin@db1 -Name test_* | Remove-DbUser -DropOwned -WhatIf</code>
/// <para>Says how users with all that they own would be removed.</para>
/// </example>
/// <seealso cref="GetDbUserCommand"/>
/// <seealso cref="NewDbUserCommand"/>
/// <seealso cref="SetDbUserCommand"/>
[Cmdlet(VerbsCommon.Remove, "DbUser", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveDbUserCommand : UserCmdlet
{
    /// <summary>The name of the user.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UserCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The user who gets what it owns.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UserCompleter))]
    public string? ReassignTo { get; set; }

    /// <summary>Drops what it owns, with all rows. Databases and tablespaces that it owns are not dropped.</summary>
    [Parameter]
    public SwitchParameter DropOwned { get; set; }

    /// <summary>Removes also the last superuser who can log in.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        Apply(new UserRemoval(Name, ReassignTo, DropOwned, Force), $"Remove the user '{Name}'?");
}
