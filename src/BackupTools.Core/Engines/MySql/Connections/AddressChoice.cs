using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>
/// Decides where the server is. To the clients <c>localhost</c> is the socket; a port that was given means TCP, as it does to those of
/// MariaDB, and so does <c>protocol=TCP</c>. A port of a file or of the environment is only that of TCP, should it come to that.
/// </summary>
internal static class AddressChoice
{
    /// <summary>What the systems' structure of an address has room for.</summary>
    private const int LongestSocket = 107;

    /// <summary>What the system of names allows.</summary>
    private const int LongestHost = 255;

    private static readonly string[] Sockets =
        ["/var/run/mysqld/mysqld.sock", "/run/mysqld/mysqld.sock", "/tmp/mysql.sock", "/var/lib/mysql/mysql.sock"];

    /// <summary>The server's address.</summary>
    /// <param name="info">What was given.</param>
    /// <param name="value">All options, those of files among them.</param>
    /// <param name="system">The environment and the files.</param>
    public static ServerAddress Of(DbConnectionInfo info, Func<string, string?> value, ISystemSettings system)
    {
        string? givenSocket = info.Options.GetValueOrDefault(ConnectionOptions.Socket) is { Length: > 0 } given ? given : null;
        string host = info.Host ?? (givenSocket is null && info.Port is null ? value("host") ?? NotEmpty(system.Variable("MYSQL_HOST")) : value("host")) ?? "localhost";
        if (givenSocket is not null && info.Host is null)
            host = "localhost";
        ConnectionOptions.CheckNoNul("host", host);
        if (ServerAddress.IsSocketFile(host))
            return SocketAt(host);
        bool isLocal = host is "localhost";
        if (givenSocket is not null && (!isLocal || info.Port is not null))
            throw ConnectionOptions.NotUnderstood("It names a socket, and a host or port beside it.", "Leave one of them out.");
        string? protocol = value(ConnectionOptions.Protocol);
        bool mayBeSocket = isLocal && (info.Port is null || protocol == "SOCKET") && protocol != "TCP" && !OperatingSystem.IsWindows();
        string? socket = !mayBeSocket ? null
            : value(ConnectionOptions.Socket) ?? Sockets.Prepend(system.Variable("MYSQL_UNIX_PORT") ?? "").FirstOrDefault(s => s.Length > 0 && system.SocketExists(s));
        if (socket is not null)
            return SocketAt(socket);
        if (protocol == "SOCKET")
        {
            throw ConnectionOptions.NotUnderstood(
                isLocal ? "protocol=SOCKET asks for a socket, and there is none in the usual places." : "protocol=SOCKET asks for a socket, and the host is another machine.",
                "Name it with socket, or leave protocol out.");
        }

        if (host.Length > LongestHost)
            throw ConnectionOptions.NotUnderstood($"Its host has more than {LongestHost} characters.");
        // Where localhost means the socket and there is none, the clients' next guess is this address.
        return new ServerAddress(isLocal && info.Host is null ? "127.0.0.1" : host, info.Port ?? PortOf(value("port"), system) ?? ServerAddress.DefaultPort);
    }

    private static int? PortOf(string? fromFile, ISystemSettings system)
    {
        string? text = fromFile ?? NotEmpty(system.Variable("MYSQL_TCP_PORT"));
        // A 0 is the clients' word for the usual one.
        return text is null or "0" ? null : ConnectionOptions.PortOf(text);
    }

    private static ServerAddress SocketAt(string path)
    {
        ConnectionOptions.CheckNoNul(ConnectionOptions.Socket, path);
        if (!Path.IsPathFullyQualified(path))
            throw ConnectionOptions.NotUnderstood($"'{path}' of {ConnectionOptions.Socket} is a relative path, and nothing says to what.", "Give an absolute path.");
        return Encoding.UTF8.GetByteCount(path) <= LongestSocket
            ? new ServerAddress(path, 0)
            : throw ConnectionOptions.NotUnderstood($"The path of its socket has more than {LongestSocket} bytes, and no system connects to that.");
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
