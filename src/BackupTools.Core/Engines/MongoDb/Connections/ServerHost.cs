using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MongoDb.Connections;

/// <summary>A server's host and port.</summary>
/// <param name="Host">The host, without brackets.</param>
/// <param name="Port">The port.</param>
internal sealed record ServerHost(string Host, int Port)
{
    /// <summary>The servers' own port.</summary>
    public const int DefaultPort = 27017;

    private const int MostHosts = 50;

    /// <summary>Reads <c>host1:port1,host2</c>; an address of version 6 is in brackets.</summary>
    /// <exception cref="Abstractions.BackupException">Where one of them is none.</exception>
    public static IReadOnlyList<ServerHost> List(string text)
    {
        string[] all = text.Split(',');
        return all.Length > MostHosts
            ? throw ConnectionOptions.NotUnderstood($"It names more than {MostHosts} hosts.")
            : [.. all.Select(Parse)];
    }

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static ServerHost Parse(string text)
    {
        bool isBracketed = text.StartsWith('[');
        int end = isBracketed ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        if (isBracketed && (end < 3 || (end < text.Length && text[end] != ':')))
            throw ConnectionOptions.NotUnderstood("Its host is no address in brackets.");
        string host = Decode(end < 0 ? text : text[..end], "host");
        return new ServerHost(
            ConnectionOptions.CheckHost(isBracketed ? host[1..^1] : host),
            end >= 0 && end + 1 < text.Length ? ConnectionOptions.PortOf(text[(end + 1)..]) : DefaultPort);
    }

    private static string Decode(string text, string what) => PercentText.Decode(text, what, ConnectionOptions.NotUnderstood);
}
