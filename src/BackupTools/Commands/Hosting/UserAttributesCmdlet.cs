using System.Management.Automation;
using System.Security;
using BackupTools.Abstractions;
using BackupTools.Completion;

namespace BackupTools.Commands.Hosting;

/// <summary>The base of the cmdlets that say what is to be true of a user.</summary>
public abstract class UserAttributesCmdlet : UserCmdlet
{
    /// <summary>
    /// The password of the user. It is sent in the safest form that the server takes: PostgreSQL gets a SCRAM verifier that is made
    /// here, MySQL and MariaDB the hash of caching_sha2_password, sha256_password or mysql_native_password; none sees the password.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Password { get; set; }

    /// <summary>Makes it a superuser, for whom no right is checked (MySQL: all privileges on *.* with GRANT OPTION); -Superuser:$false takes that away.</summary>
    [Parameter]
    public SwitchParameter Superuser { get; set; }

    /// <summary>Lets it create databases; -CreateDatabase:$false takes that away.</summary>
    [Parameter]
    public SwitchParameter CreateDatabase { get; set; }

    /// <summary>Lets it create and change other users; -CreateRole:$false takes that away.</summary>
    [Parameter]
    public SwitchParameter CreateRole { get; set; }

    /// <summary>Lets it replicate the server; -Replication:$false takes that away.</summary>
    [Parameter]
    public SwitchParameter Replication { get; set; }

    /// <summary>Lets it see and change rows past the policies of row security, which only PostgreSQL has; -BypassRls:$false takes that away.</summary>
    [Parameter]
    public SwitchParameter BypassRls { get; set; }

    /// <summary>Lets it log in; -CanLogin:$false takes that away, or makes a role for others to be members of.</summary>
    [Parameter]
    public SwitchParameter CanLogin { get; set; }

    /// <summary>Locks it, on an engine that has such a lock; -Locked:$false unlocks it. PostgreSQL has none.</summary>
    [Parameter]
    public SwitchParameter Locked { get; set; }

    /// <summary>The moment from which its password counts no more; [DateTimeOffset]::MaxValue for never. MySQL and MariaDB round it down to whole days after the password was set.</summary>
    [Parameter]
    public DateTimeOffset? ValidUntil { get; set; }

    /// <summary>How many sessions it may have at once; -1 for no limit.</summary>
    [Parameter]
    [ValidateRange(-1, int.MaxValue)]
    public int? ConnectionLimit { get; set; }

    /// <summary>The roles to make it a member of.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UserCompleter))]
    public string[] MemberOf { get; set; } = [];

    /// <summary>What was said; null where nothing was.</summary>
    private protected UserAttributes Attributes => new()
    {
        Password = Password,
        Superuser = Switch(nameof(Superuser)),
        CreateDatabase = Switch(nameof(CreateDatabase)),
        CreateRole = Switch(nameof(CreateRole)),
        Replication = Switch(nameof(Replication)),
        BypassRls = Switch(nameof(BypassRls)),
        CanLogin = Switch(nameof(CanLogin)),
        Locked = Switch(nameof(Locked)),
        ValidUntil = ValidUntil,
        ConnectionLimit = ConnectionLimit,
        MemberOf = MemberOf,
    };

    private bool? Switch(string name) =>
        MyInvocation.BoundParameters.TryGetValue(name, out object? value) ? value is SwitchParameter { IsPresent: true } or true : null;
}
