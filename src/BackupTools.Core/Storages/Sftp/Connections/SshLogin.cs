using System.Net;
using System.Security;
using BackupTools.Abstractions;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace BackupTools.Storages.Sftp.Connections;

/// <summary>How this user proves who it is: by the password or the key that was given, else by those that <c>ssh</c> would take.</summary>
internal static class SshLogin
{
    private static readonly string[] UsualKeys = ["id_ed25519", "id_ecdsa", "id_rsa"];

    /// <summary>The ways to try, best first.</summary>
    /// <param name="user">The user.</param>
    /// <param name="keyFile">The file of the key that was given; null for none.</param>
    /// <param name="secret">The password, or the key's passphrase; null for none.</param>
    /// <param name="server">For the message.</param>
    public static AuthenticationMethod[] Methods(string user, string? keyFile, SecureString? secret, string server)
    {
        string? text = secret is null ? null : new NetworkCredential("", secret).Password;
        if (keyFile is not null)
            return [new PrivateKeyAuthenticationMethod(user, Read(keyFile, text))];
        if (text is not null)
            return [new PasswordAuthenticationMethod(user, text), Interactive(user, text)];

        List<IPrivateKeySource> keys = [.. AgentKeys.Find()];
        keys.AddRange(UsualKeys.Select(ReadUsual).OfType<IPrivateKeySource>());
        return keys.Count > 0
            ? [new PrivateKeyAuthenticationMethod(user, [.. keys])]
            : throw new BackupException(
                ErrorCode.StorageAccessDenied,
                $"Nothing says how to log in to '{server}': there is no agent with keys, and none of {string.Join(", ", UsualKeys)} in ~/.ssh that can be used without a passphrase.",
                $"Give a password ({Setting.Credential}), or the option KeyFile; its passphrase is given as the password.", server);
    }

    /// <summary>A server that asks instead of taking a password is given it where it asks for something that is not shown.</summary>
    private static KeyboardInteractiveAuthenticationMethod Interactive(string user, string password)
    {
        KeyboardInteractiveAuthenticationMethod method = new(user);
        method.AuthenticationPrompt += (_, asked) =>
        {
            foreach (AuthenticationPrompt prompt in asked.Prompts.Where(p => !p.IsEchoed))
                prompt.Response = password;
        };
        return method;
    }

    private static PrivateKeyFile Read(string path, string? passphrase)
    {
        try
        {
            // As ssh, which takes no key that others on this machine could have taken.
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0)
            {
                throw new BackupException(
                    ErrorCode.SecretKeyExposed, $"The key '{path}' can be read by others.", $"Let nobody but its owner read it: chmod 600 '{path}'.", path);
            }

            return new PrivateKeyFile(path, passphrase);
        }
        catch (SshPassPhraseNullOrEmptyException e)
        {
            throw Unusable(path, "needs a passphrase", $"Give it as the password ({Setting.Credential}).", e);
        }
        catch (Exception e) when (e is not BackupException && FileSystemErrors.IsFileSystem(e))
        {
            throw Unusable(path, $"cannot be read: {e.Message.TrimEnd('.')}", "Check the path.", e);
        }
        catch (Exception e) when (e is not (BackupException or OutOfMemoryException))
        {
            throw Unusable(path, "cannot be used: it is no private key that is understood, or the passphrase is wrong", "Check both.", e);
        }
    }

    private static PrivateKeyFile? ReadUsual(string name)
    {
        string path = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh", name);
        try
        {
            return File.Exists(path) ? Read(path, null) : null;
        }
        catch (BackupException)
        {
            return null; // Not asked for; where nothing else is left, the message says what was looked for.
        }
    }

    private static BackupException Unusable(string path, string why, string remedy, Exception inner) =>
        new(ErrorCode.InvalidArgument, $"The key '{path}' {why}.", remedy, path, inner);
}
