using System.Security.Cryptography;
using BackupTools.Abstractions;
using BackupTools.Common;

namespace BackupTools.Configuration.Secrets;

/// <summary>The random key of the saved passwords, in a file that only its owner can read.</summary>
/// <param name="folder">The folder of the configuration.</param>
internal sealed class SecretKey(ConfigurationFolder folder)
{
    /// <summary>The length of a key of AES-256.</summary>
    private const int Length = 32;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The file.</summary>
    public string Path { get; } = folder.Combine("key");

    /// <summary>The key, which is made where there is none. The caller clears it.</summary>
    public byte[] GetOrMake()
    {
        try
        {
            if (!System.IO.Path.Exists(Path))
                Make();
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw Inaccessible("written", e);
        }

        return Get();
    }

    /// <summary>The key. The caller clears it.</summary>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.SecretUnavailable"/> where there is none; <see cref="ErrorCode.SecretKeyExposed"/> where others can read it.
    /// </exception>
    public byte[] Get()
    {
        if (!System.IO.Path.Exists(Path))
        {
            throw new BackupException(
                ErrorCode.SecretUnavailable, $"The key of the saved passwords, '{Path}', is not there.",
                "Put it back, or register the connection again with its password.", Path);
        }

        if (!OrdinaryFile.Exists(Path))
            throw Invalid("is no file");
        try
        {
            RequirePrivate();
            using FileStream file = new(Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            byte[] key = GC.AllocateArray<byte>(Length, pinned: true);
            if (file.Length != Length || file.ReadAtLeast(key, Length, throwOnEndOfStream: false) != Length)
                throw Invalid($"has not the {Length} bytes of a key");
            return key;
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw Inaccessible("read", e);
        }
    }

    /// <summary>Two who make one at once get the same: the file appears under its name once, and whole.</summary>
    private void Make()
    {
        byte[] key = RandomNumberGenerator.GetBytes(Length);
        try
        {
            ReplacedFile.TryCreate(Path, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private void RequirePrivate()
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path) & Others) != 0)
        {
            throw new BackupException(
                ErrorCode.SecretKeyExposed, $"The key of the saved passwords, '{Path}', can be used by others than its owner.",
                $"Run chmod 600 on it; where others may have read it, also change the passwords. A folder whose rights cannot be set is no place for it: name another in {ConfigurationFolder.Variable}.",
                Path);
        }
    }

    private BackupException Invalid(string what) => new(
        ErrorCode.ConfigurationInvalid, $"The key of the saved passwords, '{Path}', {what}.",
        "Put a copy of it back; without one, remove it and register the connections again.", Path);

    private BackupException Inaccessible(string what, Exception cause) => new(
        ErrorCode.ConfigurationInaccessible, $"The key of the saved passwords, '{Path}', cannot be {what}: {cause.Message}", "Check its rights and the disk.", Path, cause);
}
