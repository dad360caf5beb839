using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using BackupTools.Abstractions;

namespace BackupTools.Storages.Local;

/// <summary>
/// An object while it is being written: <c>.name.partial-host-process-random</c> beside where it will be. Whoever writes
/// it holds a lock on it (a shared one, so that readers need not wait once it is published), and whoever can lock it
/// exclusively knows that its writer is dead.
/// </summary>
internal static partial class PartialFile
{
    private const int MaxNameBytes = 100;

    /// <summary>Many, as somebody who cleans up all the time wins every other race.</summary>
    private const int MaxAttempts = 100;

    private static readonly TimeSpan ForeignAge = TimeSpan.FromHours(24);
    private static readonly string Host = HostName();

    /// <summary>True for names that this class gives: they are no objects.</summary>
    public static bool IsPartial(string fileName) => Pattern().IsMatch(fileName);

    /// <summary>Creates the file for an object, readable by its owner alone, and locks it.</summary>
    public static FileStream Create(string folder, string name)
    {
        for (int attempt = 1; ; attempt++)
        {
            string path = Path.Combine(folder, NewName(name));
            try
            {
                var file = new FileStream(path, CreateOptions());
                if (OperatingSystem.IsWindows() || HoldsLock(file))
                    return file;
                file.Dispose();
            }
            catch (IOException e) when (e.HResult == LibC.WouldBlock && attempt < MaxAttempts)
            {
                // Somebody who cleans up met the file between its creation and its locking: take another name.
                continue;
            }

            if (attempt == MaxAttempts)
                throw new IOException($"The temporary file '{path}' was removed by somebody else.");
        }
    }

    /// <summary>Removes the files whose writers are dead. Returns how many.</summary>
    public static int RemoveAbandoned(string folder, CancellationToken cancellationToken)
    {
        int removed = 0;
        foreach (string path in Directory.EnumerateFiles(folder, ".*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Pattern().Match(Path.GetFileName(path)) is { Success: true } match
                && TryRemove(path, isOurHost: match.Groups["host"].Value == Host))
            {
                removed++;
            }
        }

        return removed;
    }

    private static bool TryRemove(string path, bool isOurHost)
    {
        // The lock of another host's process may not be visible here, so there the age must speak as well.
        bool isOld = DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > ForeignAge;
        if (!isOurHost && !isOld)
            return false;

        if (!OrdinaryFile.Exists(path))
            return false;
        try
        {
            using var file = new FileStream(path, RemoveOptions());
            if (OperatingSystem.IsWindows())
                return true;

            int error = LibC.TryLock(file.SafeFileHandle, LibC.LockExclusive | LibC.LockNonBlocking);
            if (error == LibC.WouldBlock || (error != 0 && !isOld))
                return false;
            File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>True where the file is locked (or the file system has no locks) and was not removed before that.</summary>
    private static bool HoldsLock(FileStream file) =>
        LibC.TryLock(file.SafeFileHandle, LibC.LockShared | LibC.LockNonBlocking) != LibC.WouldBlock && File.Exists(file.Name);

    private static FileStreamOptions CreateOptions()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static FileStreamOptions RemoveOptions() => new()
    {
        Mode = FileMode.Open,
        Access = FileAccess.ReadWrite,
        Share = OperatingSystem.IsWindows() ? FileShare.None : FileShare.ReadWrite | FileShare.Delete,
        Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        BufferSize = 0,
    };

    private static string NewName(string name) =>
        $".{Shorten(name)}.partial-{Host}-{Environment.ProcessId}-{Convert.ToHexString(RandomNumberGenerator.GetBytes(8)).ToLowerInvariant()}";

    /// <summary>Cuts the name, so that the temporary one fits where the final one does.</summary>
    private static string Shorten(string name)
    {
        int length = 0;
        int bytes = 0;
        foreach (Rune rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxNameBytes)
                break;
            length += rune.Utf16SequenceLength;
        }

        return name[..length];
    }

    private static string HostName()
    {
        var name = new StringBuilder();
        foreach (char c in Environment.MachineName.Take(40))
            name.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '_');
        return name.ToString();
    }

    [GeneratedRegex(@"^\..*\.partial-(?<host>[A-Za-z0-9._]*)-[0-9]+-[0-9a-f]{16}$", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
