using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Storages.Sftp;

/// <summary>Names that objects may have on a server: a plain file's, and none of those of what is not complete.</summary>
internal static class RemoteName
{
    private const int MaxNameBytes = 255;

    /// <summary>True for a name that can be an object's. A server may send others, which are no objects.</summary>
    public static bool IsPlain(string name) => name is not ("" or "." or "..")
        && !name.Any(c => c is '/' or '\\' || char.IsControl(c))
        && Encoding.UTF8.GetByteCount(name) <= MaxNameBytes
        && !UnfinishedName.Is(name);

    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where it would lie elsewhere.</exception>
    public static void Check(string name, string location)
    {
        if (!IsPlain(name))
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"'{name}' cannot be the name of a file in '{location}'.",
                "Give a plain file name without any folder, of at most 255 bytes.", name);
        }
    }
}
