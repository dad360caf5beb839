using BackupTools.Abstractions;

namespace BackupTools.Storages.Shared;

/// <summary>Names that objects may have in a folder on a server: a plain file's, and none of those of what is not complete.</summary>
internal static class RemoteName
{
    /// <summary>True for a name that can be an object's. A server may send others, which are no objects.</summary>
    public static bool IsPlain(string name) => ObjectName.IsFlat(name) && !UnfinishedName.Is(name);

    /// <summary>A new name for what is to have this one when it is complete, and no listing shows before.</summary>
    public static string NewUnfinished(string name) => Path.GetFileName(UnfinishedName.NewPath("/" + name));

    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where it would lie elsewhere.</exception>
    public static string Check(string name, string location) => IsPlain(name)
        ? name
        : throw new BackupException(
            ErrorCode.InvalidArgument, $"'{name}' cannot be the name of a file in '{location}'.",
            "Give a plain file name without any folder, of at most 255 bytes.", name);
}
