using System.Net;
using BackupTools.Configuration;

namespace BackupTools.Notifications;

/// <summary>Looks up what a reference such as <c>env:NAME</c> stands for, at the moment that it is needed.</summary>
/// <param name="reference">The reference.</param>
/// <param name="cancellationToken">Stops the look.</param>
public delegate Task<string> SecretLookup(string reference, CancellationToken cancellationToken);

/// <summary>The usual way to look a secret up.</summary>
internal static class SecretLookups
{
    /// <summary>True where the text is a reference and not the thing itself.</summary>
    public static bool IsReference(string? text) => SecretReference.TryParse(text) is not null;

    /// <summary>Looks where <see cref="SecretReference"/> says.</summary>
    /// <exception cref="Abstractions.BackupException"><see cref="Abstractions.ErrorCode.SecretUnavailable"/> among others.</exception>
    public static Task<string> ByReferenceAsync(string reference, CancellationToken cancellationToken) =>
        Task.FromResult(new NetworkCredential("", SecretReference.Parse(reference, "A target of notifications").Get()).Password);
}
