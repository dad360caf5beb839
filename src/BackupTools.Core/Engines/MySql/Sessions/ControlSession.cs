using System.Net;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Text;
using BackupTools.Engines.MySql.Wire;
using BackupTools.Engines.Shared;
using MySqlConnector;

namespace BackupTools.Engines.MySql.Sessions;

/// <summary>A session of the driver: for catalogs, definitions, locks, and whatever is not rows.</summary>
internal sealed class ControlSession : IAsyncDisposable
{
    private readonly MySqlConnection _connection;

    private ControlSession(MySqlConnection connection, ServerSettings settings)
    {
        _connection = connection;
        Settings = settings;
        Version = ServerVersion.Parse(connection.ServerVersion);
        Context = SessionContext.Of(settings);
    }

    /// <summary>Who, where and how.</summary>
    public ServerSettings Settings { get; }

    /// <summary>Which server it is.</summary>
    public ServerVersion Version { get; }

    /// <summary>Who and where, for errors.</summary>
    public SessionContext Context { get; }

    /// <summary>The session's number on the server.</summary>
    public int ConnectionId => _connection.ServerThread;

    /// <summary>The driver's connection, for what only it can do.</summary>
    public MySqlConnection Driver => _connection;

    /// <summary>Opens an unpooled session, and fixes its settings.</summary>
    /// <param name="settings">Who, where and how.</param>
    /// <param name="lockTimeout">How long a statement waits for a lock of somebody else.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <param name="loads">True for a session that sends rows.</param>
    /// <exception cref="BackupException">Where it cannot be opened.</exception>
    public static async Task<ControlSession> OpenAsync(
        ServerSettings settings, TimeSpan lockTimeout, CancellationToken cancellationToken, bool loads = false)
    {
        bool isEncrypted = await LoginProbe.RunAsync(settings, cancellationToken);
        MySqlConnection connection = new(Text(settings, SslModeOf(settings, isEncrypted), loads).ConnectionString);
        TlsClient tls = new(settings.Tls);
        ControlSession session;
        try
        {
            if (settings.TlsMode != TlsMode.Disable)
            {
                System.Net.Security.SslClientAuthenticationOptions options = new();
                tls.Configure(options);
                connection.RemoteCertificateValidationCallback = options.RemoteCertificateValidationCallback;
                if (options.ClientCertificates is { } own)
                {
                    connection.ProvideClientCertificatesCallback = certificates =>
                    {
                        certificates.AddRange(own);
                        return ValueTask.CompletedTask;
                    };
                }
            }

            await connection.OpenAsync(cancellationToken);
            session = new ControlSession(connection, settings);
        }
        catch (Exception e)
        {
            await connection.DisposeAsync();
            if (e is OperationCanceledException or BackupException)
                throw;
            SessionContext context = SessionContext.ConnectingTo(settings);
            if (tls.Rejection is { } rejection)
                throw MySqlErrors.OfTls(rejection, context, e);
            // What a server says that makes no sense the driver reports in whatever way it happens to fail.
            throw MySqlErrors.Translate(MySqlErrors.IsDriver(e) ? e : new ProtocolException("the driver cannot read it"), context, "Connecting");
        }

        try
        {
            foreach (string statement in SessionDefaults.Statements(session.Version, lockTimeout))
                await session.ExecuteAsync(statement, cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a statement.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="what">What it is done for, for errors; null for the statement itself.</param>
    /// <returns>How many rows it has changed.</returns>
    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, string? what = null) => GuardAsync(
        what ?? SqlTitle.Of(sql),
        async () =>
        {
            await using MySqlCommand command = new(sql, _connection);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        });

    /// <summary>Asks a question.</summary>
    /// <typeparam name="T">What becomes of a row.</typeparam>
    /// <param name="sql">The question.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="parameters">The values of <c>@p0</c>, <c>@p1</c> …</param>
    public Task<List<T>> QueryAsync<T>(string sql, Func<CatalogRow, T> read, CancellationToken cancellationToken, params object?[] parameters) => GuardAsync(
        SqlTitle.Of(sql),
        async () =>
        {
            await using MySqlCommand command = new(sql, _connection);
            for (int i = 0; i < parameters.Length; i++)
                command.Parameters.AddWithValue("@p" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), parameters[i]);
            List<T> result = [];
            await using MySqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            CatalogRow row = new(reader);
            while (await reader.ReadAsync(cancellationToken))
                result.Add(read(row));
            return result;
        });

    /// <summary>Does something with the driver, and turns what it throws into the product's errors.</summary>
    /// <param name="what">What is done and on what.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="otherwise">The code of errors that no other code describes.</param>
    public async Task<T> GuardAsync<T>(string what, Func<Task<T>> operation, ErrorCode otherwise = ErrorCode.DatabaseReadFailed)
    {
        try
        {
            return await operation();
        }
        catch (MySqlException e) when (e.ErrorCode == MySqlErrorCode.QueryInterrupted && e.InnerException is OperationCanceledException cancelled)
        {
            throw new OperationCanceledException(e.Message, e, cancelled.CancellationToken);
        }
        catch (Exception e) when (MySqlErrors.IsDriver(e) || (e is InvalidOperationException && _connection.State != System.Data.ConnectionState.Open))
        {
            throw MySqlErrors.Translate(e, Context, what, otherwise);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>As at the first login. At a socket TLS is used all the same, where it is not ruled out: else the driver sends no password that the server does not remember.</summary>
    private static MySqlSslMode SslModeOf(ServerSettings settings, bool isEncrypted) => isEncrypted ? MySqlSslMode.Required
        : settings.Address.IsSocket && settings.TlsMode != TlsMode.Disable ? MySqlSslMode.Preferred : MySqlSslMode.Disabled;

    private static MySqlConnectionStringBuilder Text(ServerSettings settings, MySqlSslMode sslMode, bool loads) => new()
    {
        Server = settings.Address.Host,
        Port = (uint)settings.Address.Port,
        ConnectionProtocol = settings.Address.IsSocket ? MySqlConnectionProtocol.UnixSocket : MySqlConnectionProtocol.Tcp,
        UserID = settings.UserName,
        Password = new NetworkCredential("", settings.Password).Password,
        Database = settings.Database ?? "",
        // What the certificate must be is checked by ours.
        SslMode = sslMode,
        AllowPublicKeyRetrieval = settings.AsksForPublicKey,
        ServerRsaPublicKeyFile = settings.ServerPublicKey ?? "",
        ConnectionTimeout = (uint)Math.Clamp(settings.ConnectTimeout?.TotalSeconds ?? 0, 0, 3600),
        DefaultCommandTimeout = 0,
        CancellationTimeout = 2,
        ApplicationName = "BackupTools",
        Pooling = false,
        ConnectionReset = false,
        AutoEnlist = false,
        AllowUserVariables = true,
        AllowZeroDateTime = true,
        TreatTinyAsBoolean = false,
        GuidFormat = MySqlGuidFormat.None,
        IgnorePrepare = true,
        AllowLoadLocalInfile = loads,
        IgnoreCommandTransaction = true,
    };
}
