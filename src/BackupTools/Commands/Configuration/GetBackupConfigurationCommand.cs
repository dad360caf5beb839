using System.Management.Automation;
using BackupTools.Commands.Hosting;
using BackupTools.Configuration;

namespace BackupTools.Commands;

/// <summary>Shows what is taken where a command does not say otherwise.</summary>
/// <remarks>
/// <para>Emits one object: the defaults of Set-BackupConfiguration, and in Path the file that has them. What is empty has no
/// default. The folder of that file has the registered connections and jobs too.</para>
/// </remarks>
/// <example>
/// <code>Get-BackupConfiguration</code>
/// <para>Shows the defaults of this user.</para>
/// </example>
/// <example>
/// <code>Split-Path (Get-BackupConfiguration).Path</code>
/// <para>Says where the configuration is.</para>
/// </example>
/// <seealso cref="SetBackupConfigurationCommand"/>
[Cmdlet(VerbsCommon.Get, "BackupConfiguration")]
[OutputType(typeof(BackupSettings))]
public sealed class GetBackupConfigurationCommand : AsyncCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() => WriteObject(Settings.Read()));
}
