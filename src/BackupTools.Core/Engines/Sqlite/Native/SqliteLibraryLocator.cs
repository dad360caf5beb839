using System.Runtime.InteropServices;
using BackupTools.Abstractions;

namespace BackupTools.Engines.Sqlite.Native;

/// <summary>Chooses the SQLite library: the system's where it is new enough, else the one that comes with the product.</summary>
internal static class SqliteLibraryLocator
{
    /// <summary>Names a library file to use instead of any other.</summary>
    public const string Variable = "BACKUPTOOLS_SQLITE";

    /// <summary>A library of the system that is older is passed over for the one that comes with the product.</summary>
    private const int OldestVersion = 3_035_000;

    public static SqliteLibrary Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return SqliteLibrary.TryLoad(named)
                ?? throw new BackupException(
                    ErrorCode.CapabilityMissing, $"The SQLite library '{named}' that {Variable} names cannot be loaded.",
                    $"Correct or remove the environment variable {Variable}.", named);
        }

        return SystemNames().Select(SqliteLibrary.TryLoad).FirstOrDefault(IsGood) ?? LoadBundled()
            ?? throw new BackupException(
                ErrorCode.CapabilityMissing, "No SQLite library can be loaded on this machine.",
                $"Install SQLite 3.35 or newer, or set the environment variable {Variable} to the library's path.");
    }

    /// <summary>Loads the library that comes with the product; null where it has none for this machine.</summary>
    public static SqliteLibrary? LoadBundled() =>
        BundledPaths().Where(File.Exists).Select(SqliteLibrary.TryLoad).FirstOrDefault(l => l is not null);

    private static unsafe bool IsGood(SqliteLibrary? library) =>
        library is not null && library.VersionNumber >= OldestVersion && library.ThreadSafe() != 0;

    private static string[] SystemNames() =>
        OperatingSystem.IsWindows() ? ["winsqlite3.dll"]
        : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib", "libsqlite3.dylib"]
        : ["libsqlite3.so.0", "libsqlite3.so"];

    private static IEnumerable<string> BundledPaths()
    {
        string file = OperatingSystem.IsWindows() ? "e_sqlite3.dll"
            : OperatingSystem.IsMacOS() ? "libe_sqlite3.dylib" : "libe_sqlite3.so";
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string processor = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        bool musl = RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
            || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);
        string[] identifiers = musl
            ? [$"{system}-musl-{processor}", $"alpine-{processor}"] : [$"{system}-{processor}"];

        string assembly = typeof(SqliteLibraryLocator).Assembly.Location;
        string folder = assembly.Length == 0 ? AppContext.BaseDirectory : Path.GetDirectoryName(assembly)!;
        foreach (string identifier in identifiers)
            yield return Path.Combine(folder, "runtimes", identifier, "native", file);
        yield return Path.Combine(folder, file);
    }
}
