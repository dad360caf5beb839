using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Engines.MySql.Wire;

/// <summary>The file of the server's public key that a user has named.</summary>
internal static class PublicKeyFile
{
    private const int LargestKey = 64 * 1024;

    /// <summary>The file's text.</summary>
    /// <exception cref="PasswordNotSentException">Where it cannot be read.</exception>
    public static string Read(string path)
    {
        try
        {
            if (!OrdinaryFile.Exists(path))
                throw Unusable(path, "it is not there, or is no file");
            return new FileInfo(path).Length <= LargestKey ? File.ReadAllText(path) : throw Unusable(path, "it is too large for a key");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, "it cannot be read");
        }
    }

    /// <summary>The error for a file that is of no use.</summary>
    public static PasswordNotSentException Unusable(string path, string why) => new(
        $"the server's public key '{path}' cannot be used, because {why}", "Name a PEM file with server-public-key-path, or use TLS (ssl-mode=REQUIRED).");
}
