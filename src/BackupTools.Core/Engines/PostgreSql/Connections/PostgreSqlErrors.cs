using System.Net.Sockets;
using System.Security.Authentication;
using BackupTools.Abstractions;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>Says in the product's terms what a server, a driver or the network reported.</summary>
internal static class PostgreSqlErrors
{
    /// <summary>Runs an operation on a connection, and turns what it throws into the product's errors.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="what">What is done and on what, e.g. <c>Reading the catalogs of 'shop'</c>.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="otherwise">The code of errors that no other code describes.</param>
    /// <param name="session">Where, if it is known: a connection that was lost before does not know any more.</param>
    public static async Task<T> GuardAsync<T>(
        NpgsqlConnection connection, string what, Func<Task<T>> operation, ErrorCode otherwise = ErrorCode.DatabaseReadFailed,
        SessionContext? session = null)
    {
        session ??= SessionContext.Of(connection);
        try
        {
            return await operation();
        }
        catch (Exception e) when (IsDriver(e) || IsOfClosedConnection(e, connection))
        {
            throw Translate(e, session, what, otherwise);
        }
    }

    /// <inheritdoc cref="GuardAsync{T}"/>
    public static Task GuardAsync(
        NpgsqlConnection connection, string what, Func<Task> operation, ErrorCode otherwise = ErrorCode.DatabaseReadFailed) =>
        GuardAsync<object?>(
            connection,
            what,
            async () =>
            {
                await operation();
                return null;
            },
            otherwise);

    /// <summary>True for what a driver, the network or TLS throws.</summary>
    public static bool IsDriver(Exception error) =>
        error is NpgsqlException or ServerException or SocketException or IOException or AuthenticationException or TimeoutException;

    /// <summary>Says it in the product's terms.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="session">Where.</param>
    /// <param name="what">What was done and on what, without a full stop.</param>
    /// <param name="otherwise">The code of errors that no other code describes.</param>
    public static BackupException Translate(
        Exception error, SessionContext session, string what, ErrorCode otherwise = ErrorCode.DatabaseReadFailed)
    {
        if (error is BackupException own)
            return own;
        if (Find<PostgresException>(error) is { } fromDriver)
            return OfServer(ServerException.From(fromDriver), session, what, otherwise);
        if (Find<ServerException>(error) is { } server)
            return OfServer(server, session, what, otherwise);
        if (Find<LoginLimitException>(error) is { } limit)
        {
            return new(
                ErrorCode.LoginLimitExceeded, $"The login to the PostgreSQL server {session.Server} was broken off: {limit.Message}.",
                "Check that it is the right server.", session.Server, error);
        }

        if (session.Connecting && Find<ProtocolException>(error) is { } nonsense)
            return NotTrusted(nonsense.Message, session, error);
        if (Find<AuthenticationException>(error) is { } tls)
            return OfTls(tls.Message, session, tls);
        return session.Connecting ? Unreachable(error, session) : Lost(error, session, what);
    }

    /// <summary>TLS failed.</summary>
    public static BackupException OfTls(string why, SessionContext session, Exception? inner = null) => new(
        ErrorCode.TlsFailed, $"No TLS connection to the PostgreSQL server {session.Server}: {why.TrimEnd('.')}.",
        "Check sslmode and sslrootcert, and the server's certificate.", session.Server, inner);

    /// <summary>The user was not accepted, or cannot be made known to the server.</summary>
    public static BackupException OfAuthentication(string why, SessionContext session, string remedy, Exception? inner = null) => new(
        ErrorCode.AuthenticationFailed,
        $"The PostgreSQL server {session.Server} did not let in the user '{session.UserName}': {why.TrimEnd('.')}.",
        remedy, session.Server, inner);

    /// <summary>What answers is no PostgreSQL, or not the right one.</summary>
    public static BackupException NotTrusted(string why, SessionContext session, Exception? inner = null) => new(
        ErrorCode.ServerNotTrusted, $"What answers at {session.Server} is not the right server: {why.TrimEnd('.')}.",
        "Check host and port, and who else may answer there.", session.Server, inner);

    /// <summary>The server asks for the password in plain text.</summary>
    public static BackupException PasswordNotSent(SessionContext session) => new(
        ErrorCode.PasswordNotSent,
        $"The PostgreSQL server {session.Server} asks for the password of '{session.UserName}' in plain text, and the connection is not encrypted. It was not sent.",
        "Use TLS (sslmode=require), or scram-sha-256 in the server's pg_hba.conf; require_auth=password sends it all the same.", session.Server);

    /// <summary>The server asks for a password, and there is none.</summary>
    public static BackupException NoPassword(ServerAddress address, SessionContext session, Exception? inner = null) =>
        address.PasswordFileProblem is { } problem
            ? OfAuthentication($"it asks for a password, and none was given: {problem.Why}", session, problem.Remedy, inner)
            : OfAuthentication("it asks for a password, and none was given", session, "Give the password.", inner);

    /// <summary>The connection broke.</summary>
    public static BackupException Lost(Exception? error, SessionContext session, string what) => new(
        ErrorCode.ConnectionLost,
        $"{what} failed: the connection to the PostgreSQL server {session.Server} was lost{Because(error)}.",
        WhyLost((error as ServerException)?.SqlState), session.Server, error, isTransient: true);

    /// <summary>What can help: where the server said why it ended the session, the network is not to blame.</summary>
    private static string WhyLost(string? state) => state switch
    {
        SqlState.AdminShutdown or SqlState.CrashShutdown => "The server's log says who ended the session, or stopped the server; try again when it runs.",
        SqlState.DatabaseDropped => "The database was dropped meanwhile.",
        SqlState.IdleSessionTimeout => "Raise idle_session_timeout of the role, the database or the server.",
        SqlState.IdleInTransactionTimeout => "Raise idle_in_transaction_session_timeout of the role, the database or the server.",
        SqlState.TransactionTimeout => "Raise transaction_timeout of the role, the database or the server.",
        _ => "Check the network and the server's log.",
    };

    private static BackupException Unreachable(Exception error, SessionContext session) => new(
        ErrorCode.ServerUnreachable, $"The PostgreSQL server {session.Server} cannot be reached{Because(error)}.",
        "Check host and port, the server's listen_addresses, and the firewalls between.", session.Server, error, isTransient: true);

    private static BackupException OfServer(ServerException error, SessionContext session, string what, ErrorCode otherwise)
    {
        string said = error.Description;
        switch (error.SqlState)
        {
            case SqlState.InvalidAuthorization when session.WithoutTls && IsAboutMissingTls(error.Message):
                return OfTls($"sslmode is disable, and the server said: {said}", session, error);
            case SqlState.InvalidPassword:
                return OfAuthentication(said, session, "Check the user and the password.", error);
            case SqlState.InvalidAuthorization:
                return OfAuthentication(
                    said, session,
                    "Check the user; the server's pg_hba.conf must have an entry for it, this client and the database.", error);
            case SqlState.InvalidCatalogName:
                return new(
                    ErrorCode.DatabaseNotFound, $"The PostgreSQL server {session.Server} has no such database: {said}.",
                    "Check the name and its case.", session.Database, error);
            case SqlState.InsufficientPrivilege:
                return new(
                    ErrorCode.DatabaseAccessDenied, $"{what} was denied to the user '{session.UserName}': {said}.",
                    error.Hint ?? "Use the owner of the database, a superuser, or grant what is missing.", session.Database, error);
            case SqlState.TooManyConnections:
                return new(
                    ErrorCode.TooManyConnections, $"The PostgreSQL server {session.Server} has no free connection: {said}.",
                    "Try again later, use fewer workers, or raise max_connections.", session.Server, error, isTransient: true);
            case SqlState.CannotConnectNow:
                return new(
                    ErrorCode.ServerUnreachable, $"The PostgreSQL server {session.Server} takes no connections now: {said}.",
                    "Try again when it has started.", session.Server, error, isTransient: true);
            case SqlState.DiskFull:
                return new(
                    ErrorCode.StorageFull, $"{what} failed, the disk of the PostgreSQL server {session.Server} is full: {said}.",
                    "Make room on the server's disk.", session.Server, error);
            case SqlState.LockNotAvailable or SqlState.DeadlockDetected:
                return new(
                    ErrorCode.DatabaseLocked, $"{what} failed, because of a lock of another session: {said}.",
                    error.SqlState == SqlState.DeadlockDetected ? "Try again." : "Try again later, or raise the lock timeout.", session.Database, error, isTransient: true);
            case SqlState.SerializationFailure when error.Message.Contains("recovery", StringComparison.Ordinal):
                return new(
                    otherwise, $"{what} failed, because the standby {session.Server} had to replay what the reading was in the way of: {said}.",
                    "Try again, switch hot_standby_feedback on or raise max_standby_streaming_delay there, or back up the primary.",
                    session.Database, error, isTransient: true);
            case SqlState.DataCorrupted or SqlState.IndexCorrupted:
                return new(
                    ErrorCode.DatabaseCorrupt, $"{what} failed, the database is damaged: {said}.", error.Hint ?? "", session.Database, error);
            default:
                return IsEndOfSession(error.SqlState)
                    ? Lost(error, session, what)
                    : new(
                        otherwise == ErrorCode.RestoreFailed && SqlState.IsOfServer(error.SqlState) ? ErrorCode.ServerFailed : otherwise,
                        $"{what} failed: {said} (SQLSTATE {error.SqlState}).", error.Hint ?? "", session.Database, error);
        }
    }

    private static bool IsEndOfSession(string state) =>
        state is SqlState.AdminShutdown or SqlState.CrashShutdown or SqlState.DatabaseDropped
            or SqlState.IdleSessionTimeout or SqlState.IdleInTransactionTimeout or SqlState.TransactionTimeout
        || state.StartsWith(SqlState.ConnectionExceptionClass, StringComparison.Ordinal);

    /// <summary>True where the server rejects the connection and adds that it was not encrypted: in words, for it has no code.</summary>
    private static bool IsAboutMissingTls(string message) =>
        message.Contains("no encryption", StringComparison.Ordinal) || message.Contains("SSL off", StringComparison.Ordinal);

    private static bool IsOfClosedConnection(Exception error, NpgsqlConnection connection) =>
        error is InvalidOperationException and not ObjectDisposedException
        && connection.FullState is System.Data.ConnectionState.Broken or System.Data.ConnectionState.Closed;

    /// <summary>Why, in our own words or the system's; never in a driver's.</summary>
    private static string Because(Exception? error)
    {
        string why = error switch
        {
            null => "",
            ServerException server => server.Message,
            _ when Find<ProtocolException>(error) is { } nonsense => nonsense.Message,
            _ when Find<SocketException>(error) is { } socket => socket.Message,
            TimeoutException timeout => timeout.Message,
            _ when Find<TimeoutException>(error) is not null => "it did not answer in time",
            _ when Find<EndOfStreamException>(error) is not null => "the server closed the connection",
            NpgsqlException or InvalidOperationException => "it broke off",
            _ => error.Message,
        };
        return why.Length > 0 ? $": {why.TrimEnd('.')}" : "";
    }

    private static T? Find<T>(Exception error)
        where T : Exception
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            if (e is T found)
                return found;
        }

        return null;
    }
}
