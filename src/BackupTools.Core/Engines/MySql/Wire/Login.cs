using System.Net;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Wire;

/// <summary>Lets a user in: the packets from the greeting to the server's yes.</summary>
internal sealed class Login(ServerSettings settings, Stream plain, bool loads)
{
    /// <summary>utf8mb4_general_ci, which every server knows.</summary>
    private const byte Collation = 45;

    /// <summary>As much as the protocol allows: 1 GiB.</summary>
    private const int MaxPacket = 1 << 30;

    private const byte OkMarker = 0;
    private const byte MoreData = 1;
    private const byte SwitchMarker = 0xFE;

    private const string Native = "mysql_native_password";
    private const string CachingSha2 = "caching_sha2_password";
    private const string Sha256 = "sha256_password";
    private const string ClearText = "mysql_clear_password";

    private const Capabilities Wanted = Capabilities.LongPassword | Capabilities.LongFlag | Capabilities.Protocol41 | Capabilities.Transactions
        | Capabilities.SecureConnection | Capabilities.MultiResults | Capabilities.PluginAuthentication;

    private const Capabilities Welcome = Capabilities.ConnectionAttributes | Capabilities.DeprecateEof;

    private PacketReader _packets = new(plain) { Budget = new LoginBudget() };
    private byte[] _challenge = [];
    private bool _isEncrypted;
    private bool _hasAskedForKey;

    /// <summary>What to read from and write to from now on.</summary>
    public Stream Stream { get; private set; } = plain;

    /// <summary>The server's packets.</summary>
    public PacketReader Packets => _packets;

    /// <summary>What the server said of itself.</summary>
    public Greeting Greeting { get; private set; } = null!;

    /// <summary>True where rows are ended by one packet in place of two.</summary>
    public bool EndsWithoutEof { get; private set; }

    /// <summary>True where TLS is used.</summary>
    public bool IsEncrypted => _isEncrypted;

    /// <summary>Logs in.</summary>
    /// <exception cref="ServerException">Where the server does not want the user.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Greeting = Greeting.Read((await _packets.ReadAsync(cancellationToken)).Span);
        _challenge = Greeting.Challenge;
        Capabilities capabilities = Wanted | (Greeting.Capabilities & Welcome)
            | (loads ? Capabilities.LocalFiles : 0)
            | (settings.Database is null ? 0 : Capabilities.ConnectWithDatabase);
        EndsWithoutEof = capabilities.HasFlag(Capabilities.DeprecateEof);
        if (await StartTlsAsync(capabilities, cancellationToken))
            capabilities |= Capabilities.Tls;

        byte[] password = Encoding.UTF8.GetBytes(new NetworkCredential("", settings.Password).Password);
        try
        {
            string plugin = Greeting.Plugin is Native or CachingSha2 ? Greeting.Plugin : Native;
            byte[] login = PacketWriter.Login(
                capabilities, MaxPacket, Collation, settings.UserName, FirstAnswer(plugin, password), settings.Database, plugin,
                [("program_name", "BackupTools"), ("_os", OperatingSystem()), ("_client_name", "BackupTools")]);
            await SendAsync(login, cancellationToken);
            await AnswerAsync(plugin, password, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }

        _packets.Budget = null;
    }

    private static string OperatingSystem() => RuntimeInformation.RuntimeIdentifier;

    private async Task<bool> StartTlsAsync(Capabilities capabilities, CancellationToken cancellationToken)
    {
        if (settings.TlsMode == TlsMode.Disable || (settings.Address.IsSocket && settings.TlsMode < TlsMode.Require))
            return false;
        if (!Greeting.Capabilities.HasFlag(Capabilities.Tls))
        {
            return settings.TlsMode < TlsMode.Require
                ? false
                : throw new AuthenticationException("the server does not offer it, and ssl-mode asks for it");
        }

        // What came behind the greeting unencrypted would else be taken for a part of the session.
        if (_packets.Buffered.Length > 0)
            throw new ProtocolException("something behind the greeting");
        await SendAsync(PacketWriter.TlsRequest(capabilities | Capabilities.Tls, MaxPacket, Collation), cancellationToken);
        Stream = await TlsHandshake.RunAsync(Stream, settings.Tls, cancellationToken);
        _packets = new PacketReader(Stream) { Budget = _packets.Budget, Sequence = _packets.Sequence };
        _isEncrypted = true;
        return true;
    }

    private async Task AnswerAsync(string plugin, byte[] password, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadOnlyMemory<byte> payload = await _packets.ReadAsync(cancellationToken);
            switch (payload.Length == 0 ? ErrorPacket.Marker : payload.Span[0])
            {
                case OkMarker:
                    return;
                case SwitchMarker:
                    plugin = ReadSwitch(payload.Span);
                    await SendAsync(FirstAnswer(plugin, password), cancellationToken);
                    break;
                case MoreData when plugin is CachingSha2 or Sha256:
                    await AnswerMoreAsync(plugin, payload, password, cancellationToken);
                    break;
                case ErrorPacket.Marker when payload.Length > 0:
                    throw ErrorPacket.Read(payload.Span);
                default:
                    throw new ProtocolException("something else than an answer to the login");
            }
        }
    }

    private string ReadSwitch(ReadOnlySpan<byte> payload)
    {
        PacketText text = new(payload);
        text.Byte();
        if (text.Remaining == 0)
            throw new UnknownAuthenticationException("mysql_old_password");
        string plugin = text.TextToZero();
        ReadOnlySpan<byte> challenge = text.Rest();
        if (challenge.Length > 0 && challenge[^1] == 0)
            challenge = challenge[..^1];
        _challenge = challenge.ToArray();
        return plugin;
    }

    private byte[] FirstAnswer(string plugin, byte[] password)
    {
        // A password that is mixed with little else, or with nothing, is sooner guessed.
        if (plugin is Native or CachingSha2 or Sha256 && _challenge.Length != Greeting.ChallengeLength)
            throw new ProtocolException($"a challenge of {_challenge.Length} bytes");
        switch (plugin)
        {
            case Native:
                return PasswordAnswer.Native(password, _challenge);
            case CachingSha2:
                return PasswordAnswer.CachingSha2(password, _challenge);
            case Sha256 when password.Length == 0:
                return [0];
            case Sha256 when settings.IsPrivate(_isEncrypted):
                return PasswordAnswer.Clear(password);
            case Sha256:
                return Encrypted(password) ?? AskForKey(1);
            case ClearText when !settings.AllowsClearText:
                throw new PasswordNotSentException(
                    "it asks for the password in plain text, as for PAM or LDAP", "Give enable-cleartext-plugin=1, together with TLS, where that is meant.");
            case ClearText when !settings.IsPrivate(_isEncrypted):
                throw new PasswordNotSentException(
                    "it asks for the password in plain text, and the connection is not encrypted", "Use TLS: ssl-mode=VERIFY_IDENTITY, or at least REQUIRED.");
            case ClearText:
                return PasswordAnswer.Clear(password);
            default:
                throw new UnknownAuthenticationException(plugin);
        }
    }

    private async Task AnswerMoreAsync(string plugin, ReadOnlyMemory<byte> payload, byte[] password, CancellationToken cancellationToken)
    {
        const byte IsRemembered = 3;
        const byte WantsPassword = 4;
        const byte SendKey = 2;

        bool isKey = payload.Length > 2;
        if (!isKey && plugin == CachingSha2 && payload.Length == 2 && payload.Span[1] == IsRemembered)
            return;
        if (!isKey && plugin == CachingSha2 && payload.Length == 2 && payload.Span[1] == WantsPassword)
        {
            byte[] answer = settings.IsPrivate(_isEncrypted) ? PasswordAnswer.Clear(password) : Encrypted(password) ?? AskForKey(SendKey);
            await SendAsync(answer, cancellationToken);
            return;
        }

        if (!isKey || !_hasAskedForKey)
            throw new ProtocolException("a key that nobody has asked for");
        _hasAskedForKey = false;
        await SendAsync(
            PasswordAnswer.Encrypted(password, _challenge, Encoding.ASCII.GetString(payload.Span[1..]))
                ?? throw new ProtocolException("a public key that is none, or with which the password cannot be encrypted"),
            cancellationToken);
    }

    /// <summary>The password encrypted with the server's public key as the user has it; null where the server may be asked for its key.</summary>
    private byte[]? Encrypted(byte[] password)
    {
        if (settings.ServerPublicKey is { } path)
        {
            return PasswordAnswer.Encrypted(password, _challenge, PublicKeyFile.Read(path)) ?? throw PublicKeyFile.Unusable(path, "it is no public key of RSA, or one that is too short for the password");
        }

        return settings.AsksForPublicKey ? null : throw new PasswordNotSentException(
            "the connection is not encrypted, and whoever answers could have sent a key of his own",
            "Use TLS (ssl-mode=REQUIRED), name the server's public key with server-public-key-path, or trust the network with get-server-public-key=1.");
    }

    private byte[] AskForKey(byte request)
    {
        _hasAskedForKey = true;
        return [request];
    }

    private async Task SendAsync(byte[] payload, CancellationToken cancellationToken) =>
        await Stream.WriteAsync(PacketWriter.Packet(payload, _packets.Sequence++), cancellationToken);
}
