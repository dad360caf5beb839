using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Storages.Shared;

/// <summary>The flat names of objects: what a caller may give, and what is believed of a server's listing.</summary>
internal static class ObjectName
{
    private const int MostBytes = 255;

    /// <summary>True for a plain file name that leads nowhere else on any system.</summary>
    /// <param name="name">A name, also one that a server says.</param>
    public static bool IsFlat(string name) =>
        name is not ("" or "." or "..")
        && !name.Any(c => c is '/' or '\\' || char.IsControl(c))
        && Encoding.UTF8.GetByteCount(name) <= MostBytes;

    /// <summary>Refuses a name that is not flat.</summary>
    /// <param name="name">The name that was given.</param>
    /// <param name="location">The storage, for the error.</param>
    public static string Check(string name, string location) => IsFlat(name)
        ? name
        : throw new BackupException(
            ErrorCode.InvalidArgument, $"'{name}' cannot be the name of an object in '{location}'.",
            "Give a plain file name without any folder, of at most 255 bytes.", name);

    /// <summary>
    /// True for an archive itself, which retention protects; what lies beside one is a summary that can be made again, or a lock
    /// that has to be removable.
    /// </summary>
    /// <param name="name">The object's name.</param>
    public static bool IsArchive(string name) => name.EndsWith(".backup.zip", StringComparison.OrdinalIgnoreCase);
}
