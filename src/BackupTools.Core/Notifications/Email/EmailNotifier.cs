namespace BackupTools.Notifications.Email;

/// <summary>Tells by mail. It names no type of the mail library, which is loaded only when mail is sent.</summary>
internal sealed class EmailNotifier : INotifier
{
    public IReadOnlyList<string> Kinds => ["email"];

    public async Task SendAsync(NotificationTarget target, NotificationEvent told, SecretLookup lookUp, CancellationToken cancellationToken)
    {
        string? password = target.Password is null ? null : await lookUp(target.Password, cancellationToken);
        await SmtpDelivery.SendAsync(target, told, password, cancellationToken);
    }
}
