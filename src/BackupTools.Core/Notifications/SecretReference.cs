using BackupTools.Abstractions;

namespace BackupTools.Notifications;

/// <summary>Looks up what a reference such as <c>env:NAME</c> stands for, at the moment that it is needed.</summary>
/// <param name="reference">The reference.</param>
/// <param name="cancellationToken">Stops the look.</param>
public delegate Task<string> SecretLookup(string reference, CancellationToken cancellationToken);

/// <summary>References in place of secrets.</summary>
public static class SecretReference
{
    private const string Environment = "env:";

    /// <summary>True where the text is a reference and not the thing itself.</summary>
    /// <param name="text">The text.</param>
    public static bool Is(string? text) =>
        text is not null && (text.StartsWith(Environment, StringComparison.OrdinalIgnoreCase) || text.StartsWith("secret:", StringComparison.OrdinalIgnoreCase));

    /// <summary>The lookup that knows environment variables alone.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="cancellationToken">Not needed.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.NotificationTargetInvalid"/> where there is no such thing.</exception>
    public static Task<string> FromEnvironmentAsync(string reference, CancellationToken cancellationToken)
    {
        bool isVariable = reference.StartsWith(Environment, StringComparison.OrdinalIgnoreCase);
        string name = isVariable ? reference[Environment.Length..] : reference;
        return isVariable && System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? Task.FromResult(value)
            : throw new BackupException(
                ErrorCode.NotificationTargetInvalid, isVariable ? $"The environment variable '{name}' is not set." : $"'{reference}' cannot be looked up here.",
                "Set it for the process that sends the message.", reference);
    }
}
