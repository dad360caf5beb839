using BackupTools.Abstractions;

namespace BackupTools.Notifications;

/// <summary>A way to tell somebody.</summary>
public interface INotifier
{
    /// <summary>The kinds of targets that it serves.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>Tries once to tell. The caller bounds the time and tries again.</summary>
    /// <param name="target">Whom.</param>
    /// <param name="told">What.</param>
    /// <param name="lookUp">Looks up secrets.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.NotificationFailed"/>; <see cref="BackupException.IsTransient"/> says whether trying again may help.
    /// </exception>
    Task SendAsync(NotificationTarget target, NotificationEvent told, SecretLookup lookUp, CancellationToken cancellationToken);
}
