using System.Globalization;
using System.Security;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>Where one server listens.</summary>
/// <param name="Host">The host name, the address, or the folder of the Unix socket.</param>
/// <param name="Port">The port; of a Unix socket, the number in its name.</param>
internal sealed record ServerAddress(string Host, int Port)
{
    /// <summary>The password for this server.</summary>
    public SecureString? Password { get; init; }

    /// <summary>Why the password file gave none; null where there is no such file.</summary>
    public PasswordFileProblem? PasswordFileProblem { get; init; }

    /// <summary>True where the host is the folder of a Unix socket.</summary>
    public bool IsSocket => IsSocketFolder(Host);

    /// <summary>The socket's file.</summary>
    public string SocketPath => Path.Combine(Host, string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{Port}"));

    /// <summary>True for an absolute path.</summary>
    public static bool IsSocketFolder(string host) =>
        host.StartsWith('/') || (OperatingSystem.IsWindows() && Path.IsPathFullyQualified(host));

    /// <inheritdoc/>
    public override string ToString() => IsSocket
        ? SocketPath
        : string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}
