using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using BackupTools.Abstractions;
using MongoDB.Bson;
using MongoDB.Driver;

namespace BackupTools.Engines.MongoDb.Connections;

/// <summary>Says in the product's terms what a server, the driver or the network reported.</summary>
internal static class MongoErrors
{
    private const int LongestSaid = 2000;

    /// <summary>True for what the driver and the network throw, and for what the driver throws at an answer that is none.</summary>
    public static bool IsDriver(Exception error) => error is MongoException or SocketException or IOException or TimeoutException or AuthenticationException
        or FormatException or BsonException or ObjectDisposedException or ArgumentException or InvalidCastException or KeyNotFoundException or OverflowException
        or IndexOutOfRangeException or NotSupportedException or InvalidOperationException;

    /// <summary>The server's code of an error; null where the server said none.</summary>
    public static int? CodeOf(Exception? error) => Find<MongoCommandException>(error)?.Code ?? Find<MongoExecutionTimeoutException>(error)?.Code;

    /// <summary>Says it in the product's terms.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="session">Where.</param>
    /// <param name="what">What was done and on what, without a full stop.</param>
    /// <param name="otherwise">The code of errors that no other code describes.</param>
    public static BackupException Translate(Exception error, SessionContext session, string what, ErrorCode otherwise = ErrorCode.DatabaseReadFailed)
    {
        if (error is BackupException own)
            return own;
        if (Find<MongoAuthenticationException>(error) is { } login)
            return OfLogin(login, session);
        if (Find<MongoCommandException>(error) is { } server)
            return OfServer(server.Code, server.ErrorMessage, error, session, what, otherwise);
        if (Find<MongoExecutionTimeoutException>(error) is { } late)
            return OfServer(late.Code, "it took too long", error, session, what, otherwise);
        if (Find<MongoIncompatibleDriverException>(error) is not null)
        {
            return new(
                ErrorCode.CapabilityMissing, $"The server {session.Server} is of a version that is not supported.", "Servers from MongoDB 4.2 on are.", session.Server, error);
        }

        if (Find<AuthenticationException>(error) is { } tls)
        {
            return new(
                ErrorCode.TlsFailed, $"No TLS connection to the server {session.Server}: {session.TlsRejection ?? tls.Message.TrimEnd('.')}.",
                $"Check {ConnectionOptions.Tls} and {ConnectionOptions.TlsCaFile}, and the server's certificate.", session.Server, error);
        }

        if (Find<SocketException>(error) is null && Find<IOException>(error) is null && Find<TimeoutException>(error) is null && Find<MongoConnectionException>(error) is null)
            return NotTrusted(error, session);
        return session.IsConnecting ? Unreachable(error, session) : Lost(error, session, what);
    }

    /// <summary>The connection broke off.</summary>
    public static BackupException Lost(Exception? error, SessionContext session, string what) => new(
        ErrorCode.ConnectionLost, $"{what} failed: the connection to the server {session.Server} was lost{Because(error)}.",
        "Check the network and the server's log.", session.Server, error, isTransient: true);

    /// <summary>What answers gives no answers that make sense.</summary>
    public static BackupException NotTrusted(Exception? error, SessionContext session, string why = "its answer cannot be read") => new(
        ErrorCode.ServerNotTrusted, $"What answers at {session.Server} is no MongoDB server, or a faulty one: {why}.", "Check host and port.", session.Server, error);

    /// <summary>The server was not reached.</summary>
    public static BackupException Unreachable(Exception? error, SessionContext session) => new(
        ErrorCode.ServerUnreachable, $"The server {session.Server} cannot be reached{Because(error)}.",
        "Check host and port, the server's bindIp, and the firewalls between.", session.Server, error, isTransient: true);

    /// <summary>The first of its kind in an error and in those that it stands for; null for none.</summary>
    public static T? Find<T>(Exception? error)
        where T : Exception
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            if (e is T found)
                return found;
        }

        return null;
    }

    private static BackupException OfLogin(MongoAuthenticationException error, SessionContext session)
    {
        string why = Find<MongoCommandException>(error) is { } server ? Said(server.ErrorMessage) : "the login failed";
        // A server whose own proof is wrong does not know the password either.
        return Find<MongoCommandException>(error) is null && Find<MongoConnectionException>(error.InnerException) is null
            ? NotTrusted(error, session, "its part of the login is wrong")
            : new(
                ErrorCode.AuthenticationFailed, $"The server {session.Server} did not let in the user '{session.UserName}': {why}.",
                $"Check the user and the password, and which database knows the user ({ConnectionOptions.AuthSource}).", session.Server, error);
    }

    private static BackupException OfServer(int code, string? message, Exception error, SessionContext session, string what, ErrorCode otherwise)
    {
        string said = Said(message);
        return code switch
        {
            ErrorNumber.AuthenticationFailed => new(
                ErrorCode.AuthenticationFailed, $"The server {session.Server} did not let in the user '{session.UserName}': {said}.",
                $"Check the user and the password, and which database knows the user ({ConnectionOptions.AuthSource}).", session.Server, error),
            ErrorNumber.Unauthorized => new(
                ErrorCode.DatabaseAccessDenied, session.UserName.Length == 0
                    ? $"{what} was denied, because nobody is logged in: {said}."
                    : $"{what} was denied to the user '{session.UserName}': {said}.",
                session.UserName.Length == 0 ? "Name a user and a password." : "Grant what is missing, or use another account.", session.Database, error),
            ErrorNumber.SnapshotTooOld or ErrorNumber.SnapshotUnavailable => new(
                ErrorCode.DatabaseChanged, $"{what} failed: the server no longer has the moment that the backup is of: {said}.",
                "Raise minSnapshotHistoryWindowInSeconds on the server, or take the backup when less is written.", session.Database, error, isTransient: true),
            ErrorNumber.QueryPlanKilled or ErrorNumber.NamespaceNotFound => new(
                ErrorCode.DatabaseChanged, $"{what} failed, because it was dropped, renamed or altered meanwhile: {said}.", "Try again when nobody does so.", session.Database, error, isTransient: true),
            ErrorNumber.OutOfDiskSpace => new(
                ErrorCode.StorageFull, $"{what} failed, the disk of the server {session.Server} is full: {said}.", "Make room on the server's disk.", session.Server, error),
            ErrorNumber.NotWritablePrimary or ErrorNumber.NotPrimaryNoSecondaryOk or ErrorNumber.NotPrimaryOrSecondary or ErrorNumber.PrimarySteppedDown
                or ErrorNumber.InterruptedDueToReplicaSetStateChange or ErrorNumber.ShutdownInProgress or ErrorNumber.InterruptedAtShutdown or ErrorNumber.CursorNotFound
                or ErrorNumber.CursorKilled or ErrorNumber.HostUnreachable or ErrorNumber.NetworkTimeout => new(
                ErrorCode.ConnectionLost, $"{what} failed: the server {session.Server} does not go on: {said}.", "Try again; look into the server's log.", session.Server, error, isTransient: true),
            _ => new(otherwise, string.Create(CultureInfo.InvariantCulture, $"{what} failed: {said} (error {code})."), "", session.Database, error),
        };
    }

    /// <summary>What a server said, as the end of a sentence.</summary>
    private static string Said(string? message)
    {
        string said = string.IsNullOrWhiteSpace(message) ? "it did not say why" : message.Trim().TrimEnd('.');
        return said.Length > LongestSaid ? said[..LongestSaid] + "…" : said;
    }

    /// <summary>Why, in our own words or the system's; never in the driver's.</summary>
    private static string Because(Exception? error)
    {
        string why = Find<SocketException>(error) is { } socket ? socket.Message
            : Find<TimeoutException>(error) is not null ? "it did not answer in time"
            : Find<EndOfStreamException>(error) is not null ? "the server closed the connection"
            : Find<IOException>(error) is { } io ? io.Message
            : error is null ? "" : "it broke off";
        return why.Length > 0 ? $": {why.TrimEnd('.')}" : "";
    }
}
