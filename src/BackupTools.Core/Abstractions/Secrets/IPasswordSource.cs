using System.Security;

namespace BackupTools.Abstractions;

/// <summary>Where the password of a connection comes from. It is looked up when a session is opened, and not before.</summary>
internal interface IPasswordSource
{
    /// <summary>Where, in a word, without the password: <c>saved</c>, <c>env:DB_PASSWORD</c>, <c>secret:vault/name</c>.</summary>
    string Text { get; }

    /// <summary>Looks the password up.</summary>
    /// <exception cref="BackupException">Where it cannot be had.</exception>
    SecureString Get();
}
