using System.Net.Security;
using System.Security.Authentication;

namespace BackupTools.Engines.Shared;

/// <summary>Begins TLS on a connection whose server has agreed to it.</summary>
internal static class TlsHandshake
{
    /// <summary>Makes the handshake, with the checks that are asked for.</summary>
    /// <param name="plain">The connection; the stream that is returned owns it, also where this fails.</param>
    /// <param name="request">What is asked of TLS.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="AuthenticationException">Where it fails, saying why.</exception>
    public static async Task<SslStream> RunAsync(Stream plain, TlsRequest request, CancellationToken cancellationToken)
    {
        TlsClient client = new(request);
        SslClientAuthenticationOptions options = new();
        SslStream stream = new(plain, leaveInnerStreamOpen: false);
        try
        {
            client.Configure(options);
            await stream.AuthenticateAsClientAsync(options, cancellationToken);
            return stream;
        }
        catch (Exception e)
        {
            await stream.DisposeAsync();
            if (e is AuthenticationException && client.Rejection is { } rejection)
                throw new AuthenticationException(rejection, e);
            if (e is ArgumentException)
                throw new AuthenticationException($"'{request.Host}' is no name that a certificate can have", e);
            // What this side could not read says so itself.
            if (e is IOException || (e is AuthenticationException && options.RemoteCertificateValidationCallback is not null))
            {
                throw new AuthenticationException(
                    "the handshake failed, because the two sides have no version or cipher in common, or because what answers does not speak TLS", e);
            }

            throw;
        }
    }
}
