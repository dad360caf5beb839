using System.Runtime.InteropServices;

namespace BackupTools.Compressors;

/// <summary>Finds libzstd on this machine.</summary>
internal static class ZstdLoader
{
    /// <summary>The environment variable that names the library; nothing else is tried where it is set.</summary>
    public const string Variable = "BACKUPTOOLS_LIBZSTD";

    private static readonly string[] Names =
    [
        "libzstd.so.1", "libzstd.so", "libzstd.dylib", "libzstd.1.dylib", "/opt/homebrew/lib/libzstd.dylib",
        "/usr/local/lib/libzstd.dylib", "libzstd.dll", "zstd.dll",
    ];

    /// <summary>What came of looking: the library, or why there is none.</summary>
    public sealed record Result(ZstdLibrary? Library, string? Problem);

    /// <summary>Looks for the library.</summary>
    /// <param name="named">The one to take; null or empty to look in the usual places.</param>
    public static Result Load(string? named)
    {
        bool isNamed = !string.IsNullOrEmpty(named);
        foreach (string name in isNamed ? [named!] : Names)
        {
            if (!NativeLibrary.TryLoad(name, out nint handle))
                continue;
            try
            {
                return new Result(new ZstdLibrary(handle), null);
            }
            catch (EntryPointNotFoundException e)
            {
                return new Result(null, $"The library '{name}' is not libzstd 1.4 or later: {e.Message}");
            }
        }

        return new Result(null, isNamed
            ? $"The library '{named}', which {Variable} names, cannot be loaded."
            : $"The library libzstd is not installed; {Variable} may name it where it is in an unusual place.");
    }
}
