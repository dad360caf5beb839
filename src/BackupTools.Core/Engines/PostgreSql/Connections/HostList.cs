using System.Globalization;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>
/// Several hosts in the one text that a connection has for them: <c>db1,db2</c>, or <c>db1:5432,[::1]:5433</c> where
/// their ports differ.
/// </summary>
internal static class HostList
{
    /// <summary>Joins libpq's two lists.</summary>
    /// <param name="hosts">Hosts with commas between them.</param>
    /// <param name="ports">None, one for all, or one for each.</param>
    /// <returns>The text, and the port where all hosts have the same.</returns>
    public static (string? Hosts, int? Port) Join(string? hosts, string? ports)
    {
        int?[] numbers = string.IsNullOrEmpty(ports) ? [null] : [.. ports.Split(',').Select(Port)];
        string[] names = (hosts ?? "").Split(',');
        if (numbers.Length > 1 && numbers.Length != names.Length)
            throw ConnectionOptions.NotUnderstood($"It names {names.Length} hosts and {numbers.Length} ports.");
        if (numbers.All(n => n == numbers[0]))
            return (string.IsNullOrEmpty(hosts) ? null : hosts, numbers[0]);
        return (string.Join(',', names.Select((name, i) => numbers[i] is { } n ? WithPort(name, n) : name)), null);
    }

    /// <summary>Takes a text apart again.</summary>
    /// <param name="text">The hosts; may be empty, and so may be each of them.</param>
    /// <param name="port">The port of those that have none of their own.</param>
    /// <param name="defaultHost">What an empty host means.</param>
    public static IReadOnlyList<ServerAddress> Parse(string text, int port, string defaultHost) =>
        [.. text.Split(',').Select(t => ParseOne(t.Trim(), port, defaultHost))];

    /// <summary>Reads a port.</summary>
    /// <returns>Null where it is left empty.</returns>
    public static int? Port(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.Length == 0)
            return null;
        return int.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65536
            ? port
            : throw ConnectionOptions.NotUnderstood($"'{trimmed}' is no port.");
    }

    private static ServerAddress ParseOne(string text, int port, string defaultHost)
    {
        string host = text;
        if (text.StartsWith('['))
        {
            int end = text.IndexOf(']', StringComparison.Ordinal);
            string rest = end < 0 ? "" : text[(end + 1)..];
            if (end < 2 || (rest.Length > 0 && rest[0] != ':'))
                throw ConnectionOptions.NotUnderstood($"'{text}' is no address in brackets.");
            host = text[1..end];
            port = rest.Length > 1 ? Port(rest[1..]) ?? port : port;
        }
        else if (text.LastIndexOf(':') is int colon and >= 0 && HasPort(text, colon))
        {
            host = text[..colon];
            port = Port(text[(colon + 1)..]) ?? port;
        }

        return new ServerAddress(host.Length == 0 ? defaultHost : host, port);
    }

    /// <summary>True where the colon is before a port, and not inside an IPv6 address or the path of a socket folder.</summary>
    private static bool HasPort(string text, int colon)
    {
        string after = text[(colon + 1)..];
        return ServerAddress.IsSocketFolder(text)
            ? after.Length > 0 && after.All(char.IsAsciiDigit)
            : text.IndexOf(':', StringComparison.Ordinal) == colon;
    }

    private static string WithPort(string host, int port) => string.Create(
        CultureInfo.InvariantCulture, $"{(host.Contains(':', StringComparison.Ordinal) && !ServerAddress.IsSocketFolder(host) ? $"[{host}]" : host)}:{port}");
}
