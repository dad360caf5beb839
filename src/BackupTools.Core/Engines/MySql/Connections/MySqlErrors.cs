using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using BackupTools.Abstractions;
using MySqlConnector;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>Says in the product's terms what a server, a driver or the network reported.</summary>
internal static class MySqlErrors
{
    /// <summary>True for what a driver, the network, TLS or our own client throws.</summary>
    public static bool IsDriver(Exception error) => error is MySqlException or ServerException or SocketException or IOException
        or AuthenticationException or TimeoutException or ProtocolException or LoginLimitException or PasswordNotSentException
        or UnknownAuthenticationException;

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
        if (Find<PasswordNotSentException>(error) is { } unsafeLogin)
            return new(ErrorCode.PasswordNotSent, $"The server {session.Server} was not given the password of '{session.UserName}': {unsafeLogin.Message}.", unsafeLogin.Remedy, session.Server, error);
        if (Find<UnknownAuthenticationException>(error) is { } unknown)
            return OfAuthentication(unknown.Message, session, "Use an account with caching_sha2_password, sha256_password or mysql_native_password.", error);
        if (Find<ServerException>(error) is { } server)
            return OfServer(server, session, what, otherwise);
        if (Find<MySqlException>(error) is { } fromDriver && fromDriver.ErrorCode is not (MySqlErrorCode.None or MySqlErrorCode.UnableToConnectToHost)
            && fromDriver.Number is > 0 and not (int)MySqlErrorCode.CommandTimeoutExpired)
        {
            return OfServer(ServerException.From(fromDriver), session, what, otherwise);
        }

        if (Find<LoginLimitException>(error) is { } limit)
        {
            return new(
                ErrorCode.LoginLimitExceeded, $"The login to the server {session.Server} was broken off: {limit.Message}.",
                "Check that it is the right server.", session.Server, error);
        }

        if (Find<ProtocolException>(error) is { } nonsense && session.Connecting)
            return NotTrusted(nonsense.Message, session, error);
        if (Find<AuthenticationException>(error) is { } tls)
            return OfTls(tls.Message, session, tls);
        return session.Connecting ? Unreachable(error, session) : Lost(error, session, what);
    }

    /// <summary>TLS failed.</summary>
    public static BackupException OfTls(string why, SessionContext session, Exception? inner = null) => new(
        ErrorCode.TlsFailed, $"No TLS connection to the server {session.Server}: {why.TrimEnd('.')}.",
        "Check ssl-mode and ssl-ca, and the server's certificate.", session.Server, inner);

    /// <summary>The user was not accepted, or cannot be made known to the server.</summary>
    public static BackupException OfAuthentication(string why, SessionContext session, string remedy, Exception? inner = null) => new(
        ErrorCode.AuthenticationFailed, $"The server {session.Server} did not let in the user '{session.UserName}': {why.TrimEnd('.')}.",
        remedy, session.Server, inner);

    /// <summary>What answers is no MySQL, or not the right one.</summary>
    public static BackupException NotTrusted(string why, SessionContext session, Exception? inner = null) => new(
        ErrorCode.ServerNotTrusted, $"What answers at {session.Server} is not the right server: {why.TrimEnd('.')}.",
        "Check host and port, and who else may answer there.", session.Server, inner);

    /// <summary>The connection broke.</summary>
    public static BackupException Lost(Exception? error, SessionContext session, string what) => new(
        ErrorCode.ConnectionLost, $"{what} failed: the connection to the server {session.Server} was lost{Because(error)}.",
        "Check the network and the server's log.", session.Server, error, isTransient: true);

    private static BackupException Unreachable(Exception error, SessionContext session) => new(
        ErrorCode.ServerUnreachable, $"The server {session.Server} cannot be reached{Because(error)}.",
        "Check host and port, the server's bind_address, and the firewalls between.", session.Server, error, isTransient: true);

    private static BackupException OfServer(ServerException error, SessionContext session, string what, ErrorCode otherwise)
    {
        string said = error.Description;
        return error.Number switch
        {
            ErrorNumber.AccessDenied or ErrorNumber.HostNotPrivileged or ErrorNumber.HostBlocked or ErrorNumber.CannotLoadPlugin
                or ErrorNumber.AccessDeniedWithoutPassword or ErrorNumber.AccountBlocked or ErrorNumber.AccountLocked or ErrorNumber.AccountLockedOfMariaDb
                or ErrorNumber.AuthenticationTooOld or ErrorNumber.PasswordExpired when session.Connecting =>
                OfAuthentication(said, session, "Check the user and the password, and from which hosts the account may come." + session.LoginAdvice, error),
            ErrorNumber.SecureTransportRequired => OfTls(said, session, error),
            ErrorNumber.DatabaseUnknown => new(
                ErrorCode.DatabaseNotFound, $"The server {session.Server} has no such database: {said}.", "Check the name and its case.", session.Database, error),
            ErrorNumber.AccessDenied or ErrorNumber.AccessDeniedForDatabase or ErrorNumber.CommandDenied or ErrorNumber.ColumnAccessDenied
                or ErrorNumber.SpecificAccessDenied or ErrorNumber.TableAccessDenied => new(
                ErrorCode.DatabaseAccessDenied, $"{what} was denied to the user '{session.UserName}': {said}.",
                "Grant what is missing, or use another account.", session.Database, error),
            ErrorNumber.TooManyConnections or ErrorNumber.TooManyUserConnections or ErrorNumber.UserLimitReached => new(
                ErrorCode.TooManyConnections, $"The server {session.Server} has no free connection: {said}.",
                "Try again later, use fewer workers, or raise max_connections.", session.Server, error, isTransient: true),
            ErrorNumber.DiskFull or ErrorNumber.RecordFileFull => new(
                ErrorCode.StorageFull, $"{what} failed, the disk of the server {session.Server} is full: {said}.",
                "Make room on the server's disk.", session.Server, error),
            ErrorNumber.LockWaitTimeout or ErrorNumber.Deadlock => new(
                ErrorCode.DatabaseLocked, $"{what} failed, because of a lock of another session: {said}.",
                error.Number == ErrorNumber.Deadlock ? "Try again." : "Try again later, or raise the lock timeout.", session.Database, error, isTransient: true),
            ErrorNumber.ServerShutdown or ErrorNumber.ConnectionKilled or ErrorNumber.ClientSilentTooLong => Lost(error, session, what),
            _ => new(
                otherwise, string.Create(CultureInfo.InvariantCulture, $"{what} failed: {said} (error {error.Number})."), "", session.Database, error),
        };
    }

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
            MySqlException or InvalidOperationException => "it broke off",
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
