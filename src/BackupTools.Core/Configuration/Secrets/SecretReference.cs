using System.Security;
using BackupTools.Abstractions;
using BackupTools.Common;

namespace BackupTools.Configuration;

/// <summary>
/// Says where a secret is, and is none itself: <c>env:NAME</c> is a variable of the environment, <c>secret:vault/name</c> and
/// <c>secret:name</c> are in a vault. It is looked up when the secret is needed.
/// </summary>
public sealed class SecretReference : IPasswordSource
{
    private const int MaxLength = 200;
    private const string EnvironmentScheme = "env:", VaultScheme = "secret:";

    private readonly bool _isVariable;

    private SecretReference(bool isVariable, string? vault, string name)
    {
        _isVariable = isVariable;
        Vault = vault;
        Name = name;
    }

    /// <summary>The vault; null for a variable, and for the default vault.</summary>
    public string? Vault { get; }

    /// <summary>The name of the variable or of the secret.</summary>
    public string Name { get; }

    /// <summary>The reference as it is written.</summary>
    public string Text => _isVariable ? EnvironmentScheme + Name : $"{VaultScheme}{(Vault is null ? "" : Vault + "/")}{Name}";

    /// <summary>Understands a reference.</summary>
    /// <param name="text">What somebody wrote.</param>
    /// <returns>The reference; null where the text is none, and so may be a secret itself.</returns>
    public static SecretReference? TryParse(string? text)
    {
        if (text is null || text.Length > MaxLength || text.Any(char.IsControl))
            return null;
        if (text.StartsWith(EnvironmentScheme, StringComparison.OrdinalIgnoreCase))
        {
            string variable = text[EnvironmentScheme.Length..];
            return variable.Length > 0 && variable.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(variable[0])
                ? new SecretReference(true, null, variable)
                : null;
        }

        if (!text.StartsWith(VaultScheme, StringComparison.OrdinalIgnoreCase))
            return null;
        string path = text[VaultScheme.Length..];
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        (string? vault, string name) = slash < 0 ? (null, path) : (path[..slash], path[(slash + 1)..]);
        return string.IsNullOrWhiteSpace(name) || vault?.Trim().Length == 0 || path.StartsWith("//", StringComparison.Ordinal)
            ? null
            : new SecretReference(false, vault, name);
    }

    /// <summary>Understands a reference. The text is never repeated: whoever gives something else gives the secret itself.</summary>
    /// <param name="text">What somebody wrote.</param>
    /// <param name="what">What it is for: the beginning of a sentence.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public static SecretReference Parse(string? text, string what) => TryParse(text) ?? throw new BackupException(
        ErrorCode.InvalidArgument, $"{what} does not refer to a secret.",
        "Write env:NAME for a variable of the environment, or secret:vault/name for a secret in a vault; never the secret itself.");

    /// <summary>Looks the secret up.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.SecretUnavailable"/>.</exception>
    public SecureString Get()
    {
        if (!_isVariable)
        {
            ISecretVaults vaults = SecretVaults.Current ?? throw new BackupException(
                ErrorCode.SecretUnavailable, $"'{Text}' is in a vault, and nothing here can look it up.", "Use it in a cmdlet, or refer to a variable with env:NAME.", Text);
            return vaults.GetSecret(Vault, Name) is { Length: > 0 } secret ? secret : throw Empty();
        }

        string? value = Environment.GetEnvironmentVariable(Name);
        return value is null
            ? throw new BackupException(
                ErrorCode.SecretUnavailable, $"The environment variable '{Name}' is not set.", "Set it for the process that runs this.", Text)
            : value.Length > 0 ? SecureText.Of(value) : throw Empty();
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private BackupException Empty() =>
        new(ErrorCode.SecretUnavailable, $"What '{Text}' refers to is empty.", "Give it a value.", Text);
}
