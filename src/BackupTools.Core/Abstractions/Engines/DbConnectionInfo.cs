using System.Security;

namespace BackupTools.Abstractions;

/// <summary>Where a database is and how to get in. It holds no open resource, and its text never shows a password.</summary>
public sealed record DbConnectionInfo
{
    private static readonly IReadOnlyDictionary<string, string> NoOptions = TextMap.Of(new Dictionary<string, string>());

    private readonly IReadOnlyDictionary<string, string> _options = NoOptions;

    /// <summary>The name under which it is registered; null where it is not.</summary>
    public string? Name { get; init; }

    /// <summary>The engine's permanent name, e.g. <c>sqlite</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>The absolute path of the database file, for an engine of files.</summary>
    public string? Path { get; init; }

    /// <summary>The server's host name or socket folder, for an engine with a server.</summary>
    public string? Host { get; init; }

    /// <summary>The server's port.</summary>
    public int? Port { get; init; }

    /// <summary>The database to use where none is named otherwise.</summary>
    public string? Database { get; init; }

    /// <summary>The user's name.</summary>
    public string? UserName { get; init; }

    /// <summary>
    /// The user's password. No public property: whatever writes an object down by its properties (a file of Export-Clixml, where a
    /// secure string is readable on Linux and macOS; JSON; the objects of a remote session) would write it too.
    /// </summary>
    internal SecureString? Password { get; init; }

    /// <summary>Where the password is looked up that the connection does not carry itself.</summary>
    internal IPasswordSource? Source { get; init; }

    /// <summary>
    /// Where the password comes from: <c>given</c>, <c>saved</c>, or the reference that is looked up when it is needed; null where
    /// the connection has none of its own.
    /// </summary>
    public string? PasswordSource => Password is not null ? "given" : Source?.Text;

    /// <summary>Further settings, by the engine's own names; an unknown one is refused by the engine.</summary>
    public IReadOnlyDictionary<string, string> Options { get => _options; init => _options = TextMap.Of(value); }

    /// <summary>How long to wait for a lock held by somebody else.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The user's password, looked up where it is saved or a reference; null where the connection has none of its own.</summary>
    /// <exception cref="BackupException">Where it cannot be looked up.</exception>
    public SecureString? GetPassword() => Password ?? Source?.Get();

    /// <summary>The same connection with a password, in place of the one that it had.</summary>
    /// <param name="password">The password; null for none.</param>
    public DbConnectionInfo WithPassword(SecureString? password) => this with { Password = password, Source = null };

    /// <summary>The connection as a URI or a path, without any password.</summary>
    public string Display => Path ?? $"{Engine}://{(UserName is null ? "" : UserName + "@")}{Host}{(Port is { } p ? ":" + p : "")}"
        + (Database is null ? "" : "/" + Database);

    /// <inheritdoc/>
    public override string ToString() => Display;
}
