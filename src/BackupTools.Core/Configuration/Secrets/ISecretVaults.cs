using System.Security;
using BackupTools.Abstractions;

namespace BackupTools.Configuration;

/// <summary>Looks up what <c>secret:vault/name</c> refers to. Whoever runs the library says how; in PowerShell it is Get-Secret.</summary>
public interface ISecretVaults
{
    /// <summary>Looks a secret up.</summary>
    /// <param name="vault">The vault's name; null for the default one.</param>
    /// <param name="name">The secret's name.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.SecretUnavailable"/>.</exception>
    SecureString GetSecret(string? vault, string name);
}

/// <summary>The vaults of the operation under way, wherever that goes on.</summary>
public static class SecretVaults
{
    private static readonly AsyncLocal<ISecretVaults?> Holder = new();

    /// <summary>The vaults; null where there are none.</summary>
    internal static ISecretVaults? Current => Holder.Value;

    /// <summary>Has what is done from here on, and what that starts, look secrets up there.</summary>
    /// <param name="vaults">The vaults; any thread asks them.</param>
    public static void Begin(ISecretVaults vaults) => Holder.Value = vaults;
}
