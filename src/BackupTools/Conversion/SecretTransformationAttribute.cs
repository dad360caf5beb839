using System.Management.Automation;
using System.Security;
using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Conversion;

/// <summary>
/// Takes a secret as a SecureString, the password of a credential, or where it is: <c>env:NAME</c>. A text that may be the secret itself is refused
/// and not repeated: it would stand in the history.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => Unwrap.Base(inputData) switch
    {
        null => null,
        SecureString secret => secret,
        PSCredential credential => credential.Password,
        string text when SecretReference.TryParse(text) is { } reference => reference.Text.StartsWith("env:", StringComparison.OrdinalIgnoreCase)
            ? reference.Get()
            : throw new BackupException(
                ErrorCode.InvalidArgument, "A secret of a vault is not looked up here.", "Give what Get-Secret returns: (Get-Secret NAME).", reference.Text),
        _ => throw new BackupException(
            ErrorCode.InvalidArgument, "A secret was given as a text, which would stand in the history of the session.",
            "Give a SecureString: Read-Host -AsSecureString, Get-Secret, or env:NAME for a variable of the environment."),
    };
}
