using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>Answers what a server asks before it lets a client in.</summary>
internal sealed class Authentication(
    ServerSettings settings, ServerAddress address, SessionContext session, Transport transport, MessageReader reader)
{
    private const string Scram = "SCRAM-SHA-256";
    private const string ScramPlus = "SCRAM-SHA-256-PLUS";

    private bool _isBound;

    /// <summary>The method by which the user was let in, as <c>require_auth</c> names it.</summary>
    public string Method { get; private set; } = "none";

    /// <summary>Goes on until the server is content.</summary>
    /// <exception cref="UnknownAuthenticationException">Where it asks for something that only the driver knows.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Message message = await NextAsync(cancellationToken);
        switch (Kind(message))
        {
            case 0:
                Check("none");
                return;
            case 3:
                Check("password");
                CheckNotInTheOpen();
                await SendAsync(MessageWriter.Password([.. Encoding.UTF8.GetBytes(Password()), 0]), cancellationToken);
                break;
            case 5 when message.Body.Length >= 8:
                Check("md5");
                byte[] answer = Md5(Password(), settings.UserName, message.Body.Span.Slice(4, 4));
                await SendAsync(MessageWriter.Password(answer), cancellationToken);
                break;
            case 10:
                await RunScramAsync(Mechanisms(message.Body.Span[4..]), cancellationToken);
                break;
            case 5:
                throw MessageReader.NotTheProtocol("a salt that is too short");
            default:
                throw new UnknownAuthenticationException();
        }

        if (Kind(await NextAsync(cancellationToken)) != 0)
            throw MessageReader.NotTheProtocol("a second request to authenticate");
    }

    /// <summary>The content of an MD5 password message.</summary>
    internal static byte[] Md5(string password, string user, ReadOnlySpan<byte> salt)
    {
        // The protocol's choice; SCRAM is the safe one.
#pragma warning disable CA5351
        string inner = Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(password + user))).ToLowerInvariant();
        string outer = Convert.ToHexString(MD5.HashData([.. Encoding.ASCII.GetBytes(inner), .. salt])).ToLowerInvariant();
#pragma warning restore CA5351
        return [.. Encoding.ASCII.GetBytes("md5" + outer), 0];
    }

    private async Task RunScramAsync(string[] mechanisms, CancellationToken cancellationToken)
    {
        if (!mechanisms.Contains(Scram) && !mechanisms.Contains(ScramPlus))
            throw new UnknownAuthenticationException();
        X509Certificate? certificate = settings.ChannelBinding == "disable" ? null : transport.Tls?.RemoteCertificate;
        _isBound = certificate is not null && mechanisms.Contains(ScramPlus);
        Check("scram-sha-256");
        // "y" tells a server that offers channel binding that somebody between took the offer out.
        string flag = _isBound ? "p=tls-server-end-point,," : certificate is not null ? "y,," : "n,,";
        ScramSha256 scram = new(Password(), flag, _isBound ? EndPointHash(certificate!) : [], ScramSha256.NewNonce());
        try
        {
            await SendAsync(MessageWriter.SaslInitialResponse(_isBound ? ScramPlus : Scram, scram.First()), cancellationToken);
            string first = await SaslAsync(11, cancellationToken);
            // The work cannot be stopped, so nobody waits for it who wants to stop.
            byte[] final = await Task.Run(() => scram.Final(first), CancellationToken.None).WaitAsync(cancellationToken);
            await SendAsync(MessageWriter.Password(final), cancellationToken);
            scram.Verify(await SaslAsync(12, cancellationToken));
        }
        catch (CryptographicException e)
        {
            throw PostgreSqlErrors.NotTrusted(e.Message, session, e);
        }
    }

    private async Task<string> SaslAsync(int kind, CancellationToken cancellationToken)
    {
        Message message = await NextAsync(cancellationToken);
        return Kind(message) == kind
            ? Encoding.UTF8.GetString(message.Body.Span[4..])
            : throw MessageReader.NotTheProtocol("SCRAM was not finished");
    }

    /// <summary>The certificate's hash as RFC 5929 wants it: with the algorithm of its signature, but no weak one.</summary>
    private static byte[] EndPointHash(X509Certificate certificate)
    {
        byte[] raw = certificate.GetRawCertData();
        using X509Certificate2 parsed = new(raw);
        return parsed.SignatureAlgorithm.Value switch
        {
            "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => SHA384.HashData(raw),
            "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => SHA512.HashData(raw),
            _ => SHA256.HashData(raw),
        };
    }

    private static string[] Mechanisms(ReadOnlySpan<byte> body) =>
        Encoding.ASCII.GetString(body).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    private static int Kind(Message message) => BinaryPrimitives.ReadInt32BigEndian(message.Body.Span);

    private async Task<Message> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Message message = await reader.ReadAsync(cancellationToken);
            switch (message.Type)
            {
                case (byte)'R' when message.Body.Length >= 4:
                    return message;
                case (byte)'E':
                    throw ErrorResponse.Parse(message.Body.Span, Encoding.UTF8);
                case (byte)'v':
                    break;
                default:
                    throw MessageReader.NotTheProtocol($"message {message.Type} instead of a request to authenticate");
            }
        }
    }

    private string Password() => address.Password is { Length: > 0 } password
        ? new NetworkCredential("", password).Password
        : throw PostgreSqlErrors.NoPassword(address, session);

    /// <summary>
    /// Refuses to send the password itself where others could read it: whoever sits between can ask for it in the server's
    /// name. A user may say by <c>require_auth</c> that it is wanted so.
    /// </summary>
    private void CheckNotInTheOpen()
    {
        bool isWanted = settings.RequireAuth?.Split(',', StringSplitOptions.TrimEntries).Contains("password") == true;
        if (transport.Tls is null && !address.IsSocket && !isWanted)
            throw PostgreSqlErrors.PasswordNotSent(session);
    }

    /// <summary>Holds <c>require_auth</c> and <c>channel_binding</c>.</summary>
    private void Check(string method)
    {
        Method = method;
        if (settings.RequireAuth is { } wanted)
        {
            string[] methods = wanted.Split(',', StringSplitOptions.TrimEntries);
            bool isAllowed = methods[0].StartsWith('!') ? !methods.Contains("!" + method) : methods.Contains(method);
            if (!isAllowed)
                throw Refused($"it asks for the authentication '{method}', which require_auth={wanted} rules out");
        }

        if (settings.ChannelBinding == "require" && !_isBound)
            throw Refused("it does not offer channel binding, which channel_binding=require asks for");
    }

    private BackupException Refused(string why) => PostgreSqlErrors.OfAuthentication(why, session, "Check that it is the right server.");

    private ValueTask SendAsync(byte[] message, CancellationToken cancellationToken) =>
        transport.Stream.WriteAsync(message, cancellationToken);
}

/// <summary>The server asks for an authentication that this client does not have.</summary>
internal sealed class UnknownAuthenticationException : Exception;
