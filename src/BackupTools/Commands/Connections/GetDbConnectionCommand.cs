using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Configuration;

namespace BackupTools.Commands;

/// <summary>Lists the registered connections.</summary>
/// <remarks>
/// <para>Emits what Register-DbConnection has saved, by name. No password is looked up for it: PasswordSource says where it
/// would come from. It opens nothing; Test-DbConnection does.</para>
/// </remarks>
/// <example>
/// <code>Get-DbConnection</code>
/// <para>Lists all registered connections.</para>
/// </example>
/// <example>
/// <code>Get-DbConnection shop* | Backup-Database -Storage ./backups</code>
/// <para>Backs up the databases of the connections whose names begin with shop.</para>
/// </example>
/// <example>
/// <code>Get-DbConnection | Test-DbConnection -NoError | Where-Object Succeeded -eq $false</code>
/// <para>Shows the registered connections that do not work.</para>
/// </example>
/// <seealso cref="RegisterDbConnectionCommand"/>
/// <seealso cref="UnregisterDbConnectionCommand"/>
[Cmdlet(VerbsCommon.Get, "DbConnection")]
[OutputType(typeof(DbConnectionInfo))]
public sealed class GetDbConnectionCommand : AsyncCmdlet
{
    /// <summary>The names. Wildcards are understood. Without it: all.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
            Attempt(() => List(name));
    }

    private void List(string name)
    {
        bool isFailed = false;
        IReadOnlyList<DbConnectionInfo> found = Connections.Find(name, failure =>
        {
            isFailed = true;
            WriteError(failure.ToErrorRecord());
        });
        if (found.Count == 0 && !isFailed && !NamePattern.HasWildcards(name))
            throw ConnectionStore.NotRegistered(name, Connections.GetNames());
        WriteObject(found, enumerateCollection: true);
    }
}
