namespace BackupTools.Engines.MySql.Connections;

/// <summary>What came from the server makes no sense in its protocol.</summary>
internal sealed class ProtocolException(string what) : Exception($"What came from the server is not MySQL's protocol: {what}.");

/// <summary>A server took, or asked for, more than a login needs.</summary>
internal sealed class LoginLimitException(string message) : Exception(message);

/// <summary>The password would have to be sent in a way that others may read.</summary>
internal sealed class PasswordNotSentException(string why, string remedy) : Exception(why)
{
    /// <summary>What to do.</summary>
    public string Remedy { get; } = remedy;
}

/// <summary>The server asks for an authentication that is not known here.</summary>
internal sealed class UnknownAuthenticationException(string plugin) : Exception($"it asks for the authentication plug-in '{Shortened(plugin)}', which is not known here")
{
    /// <summary>No plug-in has a longer name.</summary>
    private const int LongestName = 64;

    private static string Shortened(string name) => name.Length <= LongestName ? name : name[..LongestName] + "…";
}
