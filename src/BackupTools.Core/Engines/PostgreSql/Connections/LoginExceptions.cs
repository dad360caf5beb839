namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>What came is not PostgreSQL's protocol; the connection cannot be used afterwards.</summary>
/// <param name="message">What it was.</param>
internal sealed class ProtocolException(string message) : IOException(message);

/// <summary>The server asks at login for more than a login may cost.</summary>
/// <param name="message">What it asks for, with the figure and the limit.</param>
internal sealed class LoginLimitException(string message) : IOException(message);
