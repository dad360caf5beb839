using System.Runtime.InteropServices;

namespace BackupTools.Compressors;

/// <summary>Chooses the zstd of this machine: its libzstd, or the managed one.</summary>
internal static class ZstdLoader
{
    /// <summary>
    /// The environment variable that names the library; nothing else is tried where it is set. <see cref="Managed"/> asks for
    /// the managed one.
    /// </summary>
    public const string Variable = "BACKUPTOOLS_LIBZSTD";

    /// <summary>The name of the managed one.</summary>
    public const string Managed = "managed";

    private static readonly string[] Names =
    [
        "libzstd.so.1", "libzstd.so", "libzstd.dylib", "libzstd.1.dylib", "/opt/homebrew/lib/libzstd.dylib",
        "/usr/local/lib/libzstd.dylib", "libzstd.dll", "zstd.dll",
    ];

    /// <summary>What came of looking: the library, or why the one that was named cannot be used.</summary>
    public sealed record Result(ZstdLibrary? Library, string? Problem);

    /// <summary>Looks for the library.</summary>
    /// <param name="named">The one to take; null or empty to look in the usual places, and to take the managed one where none is.</param>
    public static Result Load(string? named)
    {
        if (string.Equals(named, Managed, StringComparison.OrdinalIgnoreCase))
            return new Result(new ManagedZstd(), null);
        if (!string.IsNullOrEmpty(named))
            return LoadNamed(named);
        return new Result(Names.Select(TryLoad).FirstOrDefault(l => l is not null) ?? new ManagedZstd(), null);
    }

    private static Result LoadNamed(string name)
    {
        if (!NativeLibrary.TryLoad(name, out nint handle))
            return new Result(null, $"The library '{name}', which {Variable} names, cannot be loaded.");
        try
        {
            return new Result(new NativeZstd(handle), null);
        }
        catch (EntryPointNotFoundException e)
        {
            return new Result(null, $"The library '{name}', which {Variable} names, is not libzstd 1.4 or later: {e.Message}");
        }
    }

    /// <summary>Null where the machine has none of that name, or one that is too old.</summary>
    private static ZstdLibrary? TryLoad(string name)
    {
        if (!NativeLibrary.TryLoad(name, out nint handle))
            return null;
        try
        {
            return new NativeZstd(handle);
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }
}
