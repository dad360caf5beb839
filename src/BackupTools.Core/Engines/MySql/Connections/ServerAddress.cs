using System.Globalization;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>Where a server listens.</summary>
/// <param name="Host">The host name or address; of a Unix socket, the socket's file.</param>
/// <param name="Port">The port; of no meaning for a Unix socket.</param>
internal sealed record ServerAddress(string Host, int Port)
{
    /// <summary>The port where nothing else is said.</summary>
    public const int DefaultPort = 3306;

    /// <summary>True where the host is the file of a Unix socket.</summary>
    public bool IsSocket => IsSocketFile(Host);

    /// <summary>True for an absolute path.</summary>
    public static bool IsSocketFile(string host) => host.StartsWith('/');

    /// <inheritdoc/>
    public override string ToString() => IsSocket
        ? Host
        : string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}
