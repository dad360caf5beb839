using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Configuration;

namespace BackupTools.Commands;

/// <summary>Removes registered connections.</summary>
/// <remarks>
/// <para>Removes the entry with its password. Databases, backups, and the variables or secrets that the entry refers to are
/// left alone.</para>
/// </remarks>
/// <example>
/// <code>Unregister-DbConnection till -WhatIf</code>
/// <para>Says which connection would be removed.</para>
/// </example>
/// <example>
/// <code>Get-DbConnection test* | Unregister-DbConnection</code>
/// <para>Removes the connections whose names begin with test.</para>
/// </example>
/// <seealso cref="RegisterDbConnectionCommand"/>
/// <seealso cref="GetDbConnectionCommand"/>
[Cmdlet(VerbsLifecycle.Unregister, "DbConnection", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class UnregisterDbConnectionCommand : AsyncCmdlet
{
    /// <summary>The names. Wildcards are understood.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
            Attempt(() => Remove(name));
    }

    private void Remove(string pattern)
    {
        IReadOnlyList<string> all = Connections.GetNames();
        IReadOnlyList<string> found = NamePattern.Find(pattern, all, ignoreCase: true);
        if (found.Count == 0 && !NamePattern.HasWildcards(pattern))
            throw ConnectionStore.NotRegistered(pattern, all);
        foreach (string name in found)
        {
            if (ShouldProcess($"Remove the registered connection '{name}' with its password.", $"Remove '{name}'?", "Confirm"))
                Attempt(() => Await(work => Connections.UnregisterAsync(name, work.Stopping)));
        }
    }
}
