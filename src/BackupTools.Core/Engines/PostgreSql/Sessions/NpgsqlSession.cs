using System.Net;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Wire;
using BackupTools.Engines.Shared;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Sessions;

/// <summary>Opens a session of the driver to one server, as the settings say and nothing else: it reads an environment of its own.</summary>
internal static class NpgsqlSession
{
    /// <summary>Opens an unpooled connection.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="address">The server.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <param name="encoding">The <c>client_encoding</c>; where it is none, the driver takes every byte for a character.</param>
    /// <exception cref="BackupException">Where it cannot be opened.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(
        ServerSettings settings, ServerAddress address, CancellationToken cancellationToken, string encoding = "UTF8")
    {
        LoginFacts? facts = await LoginProbe.RunAsync(settings, address, cancellationToken);
        Encoding textEncoding = ServerEncodings.IsNone(encoding) ? Encoding.Latin1 : ServerEncodings.Find(encoding);
        return await OpenAsync(
            settings, address, facts, encoding, textEncoding, SessionDefaults.OptionsAfter(settings.StartupOptions), cancellationToken);
    }

    /// <summary>Opens an unpooled connection whose <c>client_encoding</c> is UTF-8, and none in a database without one.</summary>
    /// <exception cref="BackupException">Where it cannot be opened.</exception>
    public static async Task<NpgsqlConnection> OpenSuitedAsync(ServerSettings settings, ServerAddress address, CancellationToken cancellationToken)
    {
        BackupException? odd = null;
        try
        {
            NpgsqlConnection inUtf8 = await OpenAsync(settings, address, cancellationToken);
            if (!HasNoEncoding(inUtf8))
                return inUtf8;
            await inUtf8.DisposeAsync();
        }
        catch (BackupException e) when (e.InnerException is ServerException { SqlState: SqlState.CharacterNotInRepertoire })
        {
            // A server tells settings at login, and those of such a database may be any bytes.
            odd = e;
        }

        NpgsqlConnection inNone = await OpenAsync(settings, address, cancellationToken, "SQL_ASCII");
        if (odd is null || HasNoEncoding(inNone))
            return inNone;
        await inNone.DisposeAsync();
        throw odd;
    }

    private static bool HasNoEncoding(NpgsqlConnection connection) =>
        ServerEncodings.IsNone(connection.PostgresParameters.GetValueOrDefault("server_encoding", ""));

    private static async Task<NpgsqlConnection> OpenAsync(
        ServerSettings settings, ServerAddress address, LoginFacts? facts, string encoding, Encoding textEncoding, string options,
        CancellationToken cancellationToken)
    {
        SessionContext session = SessionContext.ConnectingTo(settings, address);
        TlsClient tls = new(settings.Tls(address));
        NpgsqlDataSourceBuilder builder = new(Text(settings, address, facts, encoding, textEncoding, options).ConnectionString);
        builder.UseSslClientAuthenticationOptionsCallback(tls.Configure);
        // The driver cannot read the names of some types that users make, and only the server's own are ever asked for.
        builder.ConfigureTypeLoading(types => types.SetTypeLoadingSchemas("pg_catalog"));
        await using NpgsqlDataSource source = builder.Build();
        NpgsqlConnection connection = source.CreateConnection();
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (settings.ConnectTimeout is { } patience)
            limit.CancelAfter(patience);
        // The driver does not always listen; whoever wants to stop does not wait for it.
        Task opening = Task.Run(() => connection.OpenAsync(limit.Token), CancellationToken.None);
        try
        {
            await opening.WaitAsync(limit.Token);
            return connection;
        }
        catch (Exception e)
        {
            if (opening.IsCompleted)
                await connection.DisposeAsync();
            else
                _ = opening.ContinueWith(t => t.Exception is null ? connection.DisposeAsync().AsTask() : Task.CompletedTask, TaskScheduler.Default);
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
                throw;
            if (e is OperationCanceledException)
                e = new TimeoutException($"it did not answer within {settings.ConnectTimeout!.Value.TotalSeconds:0} seconds");
            if (tls.Rejection is { } rejection)
                throw PostgreSqlErrors.OfTls(rejection, session, e);
            throw Translate(e, session, address);
        }
    }

    private static BackupException Translate(Exception error, SessionContext session, ServerAddress address)
    {
        // The driver has no types for what it decides itself, and its words are not for the user.
        if (error is NpgsqlException { InnerException: null } && error is not PostgresException)
        {
            if (error.Message.Contains("SSL", StringComparison.Ordinal))
                return PostgreSqlErrors.OfTls("the server does not offer it, or the handshake failed", session, error);
            if (error.Message.Contains("authenticat", StringComparison.OrdinalIgnoreCase))
            {
                return PostgreSqlErrors.OfAuthentication(
                    "it asks for an authentication that is not known here, or was ruled out", session, "Check which authentication pg_hba.conf asks for.", error);
            }

            return PostgreSqlErrors.NotTrusted("what it said at login makes no sense", session, error);
        }

        if (error is FileNotFoundException && address.Password is null)
            return PostgreSqlErrors.NoPassword(address, session, error);

        return PostgreSqlErrors.IsDriver(error)
            ? PostgreSqlErrors.Translate(error, session, "Connecting")
            : PostgreSqlErrors.OfAuthentication(
                "the login by GSSAPI or SSPI did not work, or what the server said makes no sense", session,
                "Check the ticket (klist), and that the system has GSSAPI.", error);
    }

    private static NpgsqlConnectionStringBuilder Text(
        ServerSettings settings, ServerAddress address, LoginFacts? facts, string encoding, Encoding textEncoding, string options)
    {
        NpgsqlConnectionStringBuilder text = new()
        {
            Host = address.Host,
            Port = address.Port,
            Username = settings.UserName,
            Database = settings.Database,
            Password = address.Password is null ? null : new NetworkCredential("", address.Password).Password,
            // Asked for a password that it does not have, the driver would look for a file of its own choice. This one
            // does not exist, and that it was looked for tells that a password is missing.
            Passfile = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")),
            ApplicationName = settings.ApplicationName,
            ClientEncoding = encoding,
            Encoding = textEncoding.WebName,
            Timezone = "UTC",
            Options = options,
            SslMode = Mode(settings, address, facts),
            ChannelBinding = Enum.Parse<ChannelBinding>(settings.ChannelBinding, ignoreCase: true),
            GssEncryptionMode = GssEncryptionMode.Disable,
            KerberosServiceName = settings.KerberosServiceName,
            Timeout = (int)Math.Min(settings.ConnectTimeout?.TotalSeconds ?? 0, 1024),
            CommandTimeout = 0,
            Pooling = false,
            Enlist = false,
            IncludeErrorDetail = true,
        };
        string methods = facts?.Method ?? settings.RequireAuth ?? "gss,sspi";
        text.RequireAuth = string.Join(',', methods.Split(',', StringSplitOptions.TrimEntries).Select(Method));
        if (settings.KeepAlive is { } probes)
        {
            text.TcpKeepAlive = true;
            text.TcpKeepAliveTime = probes.IdleSeconds ?? 0;
            text.TcpKeepAliveInterval = probes.IntervalSeconds ?? 0;
        }

        return text;
    }

    /// <summary>The driver's mode: what the certificate must be is checked by <see cref="TlsClient"/>.</summary>
    private static SslMode Mode(ServerSettings settings, ServerAddress address, LoginFacts? facts)
    {
        if (address.IsSocket)
            return SslMode.Disable;
        if (facts is not null)
            return facts.IsEncrypted ? SslMode.Require : SslMode.Disable;
        return settings.TlsMode switch
        {
            TlsMode.Disable => SslMode.Disable,
            TlsMode.Allow => SslMode.Allow,
            TlsMode.Prefer => SslMode.Prefer,
            _ => SslMode.Require,
        };
    }

    /// <summary>The driver's name of a method, with the exclamation mark that rules it out.</summary>
    private static string Method(string method) => method.StartsWith('!') ? "!" + Method(method[1..]) : method switch
    {
        "password" => "Password",
        "md5" => "MD5",
        "gss" => "GSS",
        "sspi" => "SSPI",
        "scram-sha-256" => "ScramSHA256",
        _ => "None",
    };
}
