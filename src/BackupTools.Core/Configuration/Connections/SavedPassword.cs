using System.Security;
using BackupTools.Abstractions;
using BackupTools.Configuration.Secrets;

namespace BackupTools.Configuration.Connections;

/// <summary>The password of a registered connection, decrypted when a session is opened.</summary>
internal sealed class SavedPassword(SecretProtection protection, string purpose, SavedSecret saved) : IPasswordSource
{
    public string Text => "saved";

    public SecureString Get() => protection.Unprotect(purpose, saved);

    /// <summary>A reference written by hand that is none is never repeated.</summary>
    public static IPasswordSource Of(SecretProtection protection, string purpose, SavedSecret saved) =>
        saved.Protection == SecretProtection.Reference
            ? SecretReference.Parse(saved.Value, $"The password of '{purpose}'")
            : new SavedPassword(protection, purpose, saved);
}
