using System.Net.Sockets;
using System.Security.Authentication;
using BackupTools.Abstractions;
using BackupTools.Notifications.Http;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace BackupTools.Notifications.Email;

/// <summary>Sends one mail. Without encryption it sends none unless that was said, and never a password.</summary>
internal static class SmtpDelivery
{
    private const int PortOfTls = 465;
    private const int UsualPort = 587;

    public static async Task SendAsync(NotificationTarget target, NotificationEvent told, string? password, CancellationToken cancellationToken)
    {
        using MimeMessage message = Compose(target, told);
        using SmtpClient client = new();
        int port = target.Port ?? (target.Tls ? UsualPort : 25);
        try
        {
            await client.ConnectAsync(
                target.Server!, port,
                !target.Tls ? SecureSocketOptions.None : port == PortOfTls ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls, cancellationToken);
            if (target.UserName is { } user)
                await client.AuthenticateAsync(user, password!, cancellationToken);
            await client.SendAsync(message, cancellationToken);
            await client.DisconnectAsync(true, cancellationToken);
        }
        catch (Exception e) when (e is SslHandshakeException or System.Security.Authentication.AuthenticationException or NotSupportedException)
        {
            throw Failed(target, "no encrypted connection can be made, or its certificate is not trusted", false, e);
        }
        catch (MailKit.Security.AuthenticationException e)
        {
            throw Failed(target, "it did not accept the user or the password", false, e);
        }
        catch (SmtpCommandException e)
        {
            throw Failed(target, $"it refused the mail: {(int)e.StatusCode} {e.Message}", (int)e.StatusCode is >= 400 and < 500, e);
        }
        catch (Exception e) when (e is ProtocolException or SocketException or IOException or TimeoutException or ServiceNotConnectedException)
        {
            throw Failed(target, $"it cannot be reached: {e.Message.TrimEnd('.')}", true, e);
        }
    }

    private static MimeMessage Compose(NotificationTarget target, NotificationEvent told)
    {
        MimeMessage message = new() { Subject = told.Title, Body = new TextPart("plain") { Text = MessageShapes.PlainText(told) + "\n" } };
        message.From.Add(MailboxAddress.Parse(target.From ?? target.To[0]));
        message.To.AddRange(target.To.Select(MailboxAddress.Parse));
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private static BackupException Failed(NotificationTarget target, string why, bool isTransient, Exception inner) => new(
        ErrorCode.NotificationFailed, $"The mail server {target.Server} did not take the mail to {string.Join(", ", target.To)}: {why}.", "", target.Display, inner, isTransient);
}
