using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Configuration;
using BackupTools.Conversion;

namespace BackupTools.Commands;

/// <summary>Registers a connection under a name, for this user.</summary>
/// <remarks>
/// <para>A registered name stands wherever a cmdlet has the parameter -Connection. What has a scheme (postgresql://…) or a
/// separator (./shop) is never a name, and a file of that name in the current location comes before the registered
/// connection; Get-DbConnection means the registered one in any case.</para>
/// <para>The connections are in connections.json in the folder that Get-BackupConfiguration shows: %APPDATA%\BackupTools,
/// ~/Library/Application Support/BackupTools, ~/.config/backuptools, or what the environment variable BACKUPTOOLS_HOME
/// names. A password that is given, also one within a URI, is protected there: on Windows by DPAPI for this user, elsewhere
/// by AES-256-GCM under the key in the file key beside it, which only its owner may read. Whoever can read both files
/// as this user can decrypt the passwords.</para>
/// <para>-PasswordSource saves where the password is in place of the password: env:NAME is a variable of the environment,
/// secret:vault/name or secret:name is looked up with Get-Secret of the module SecretManagement. It is looked up each
/// time a session is opened, and not before.</para>
/// </remarks>
/// <example>
/// <code>Register-DbConnection shop postgresql://db1/shop -Credential (Get-Credential backup)
/// Backup-Database shop -Storage ./backups</code>
/// <para>Registers a PostgreSQL database with its user and password, and backs it up by its name.</para>
/// </example>
/// <example>
/// <code>Register-DbConnection shop postgresql://backup@db1/shop -PasswordSource secret:production/shop</code>
/// <para>Registers it with a password that stays in a vault.</para>
/// </example>
/// <example>
/// <code>New-DbConnection ./shop.db -LockTimeout 120 | Register-DbConnection till -Force</code>
/// <para>Registers an SQLite database with its settings, in the place of one that has the name.</para>
/// </example>
/// <seealso cref="GetDbConnectionCommand"/>
/// <seealso cref="UnregisterDbConnectionCommand"/>
/// <seealso cref="NewDbConnectionCommand"/>
[Cmdlet(VerbsLifecycle.Register, "DbConnection", SupportsShouldProcess = true)]
[OutputType(typeof(DbConnectionInfo))]
public sealed class RegisterDbConnectionCommand : AsyncCmdlet
{
    /// <summary>
    /// The name: up to 100 letters, digits and . _ -, a letter or digit first. Upper and lower case are the same. A name that
    /// ends like a database file's, such as shop.db, is refused.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>
    /// The database or the server: a path, a URI, a text of PostgreSQL's pairs, a connection object of New-DbConnection, or
    /// the name of another registered connection.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public DbConnectionInfo Connection { get; set; } = null!;

    /// <summary>The user and password, for an engine with a server. The password is protected.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>
    /// Where the password is: env:NAME, secret:vault/name or secret:name. Never the password itself, which is refused and not
    /// repeated.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PasswordSource { get; set; }

    /// <summary>Replaces a connection that has the name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Register);

    private void Register()
    {
        ConnectionName.Require(Name);
        DbConnectionInfo connection = Credentials.Apply(Credential, Connection);
        SecretReference? source = PasswordSource is null ? null : SecretReference.Parse(PasswordSource, "What -PasswordSource has");
        if (source is not null && connection.PasswordSource == "given")
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, "The connection has a password already, and -PasswordSource names another.", "Give the password or where it is, not both.", Name);
        }

        string replaced = Connections.GetNames().Any(n => ConnectionName.Comparer.Equals(n, Name)) && Force ? " in the place of the one that has the name" : "";
        string password = (source?.Text ?? connection.PasswordSource) switch
        {
            null => "no password",
            "given" or "saved" => "its password, protected",
            var reference => $"the reference {reference} to its password",
        };
        if (ShouldProcess(() => $"Register '{connection.Display}' as '{Name}' with {password}{replaced}.", $"Register '{Name}'?"))
            WriteObject(Await(work => Connections.RegisterAsync(Name, connection, source, Force, work.Stopping)));
    }
}
