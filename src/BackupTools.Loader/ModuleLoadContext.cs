using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace BackupTools.Loader;

/// <summary>
/// The load context of everything of ours but this file. What lies in the module's folder comes from there, whatever
/// version another module has loaded; everything else (PowerShell, .NET) comes from the default context.
/// <para>
/// An assembly that was compiled ahead of time for this kind of machine lies beside the one for every machine, as
/// <c>Name.linux-x64.dll</c> (the runtime's own name for it), and is the same but quicker to start. One that a package has
/// for some systems only lies as in the package, in <c>runtimes/win/lib/net8.0</c>, and comes before the one for all. One that
/// .NET has itself from version 10 on lies in <c>net8.0</c>, and is taken on earlier ones only.
/// </para>
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly ConcurrentDictionary<string, ModuleLoadContext> Contexts = new();

    private readonly string _folder;
    private readonly string[] _special;

    private ModuleLoadContext(string folder)
        : base("BackupTools")
    {
        _folder = folder;
        _special = [.. Systems()
            .Select(s => Path.Combine(folder, "runtimes", s, "lib"))
            .Where(Directory.Exists)
            .SelectMany(d => Directory.GetDirectories(d).OrderDescending(StringComparer.Ordinal))];
        if (Environment.Version.Major < 10)
            _special = [.. _special, Path.Combine(folder, "net8.0")];
    }

    /// <summary>Loads an assembly of the module, the same one when it is asked for again.</summary>
    /// <param name="folder">The absolute path of the folder that holds the module's assemblies.</param>
    /// <param name="name">The assembly's simple name.</param>
    public static Assembly Load(string folder, string name) =>
        Contexts.GetOrAdd(folder, f => new ModuleLoadContext(f)).LoadFromAssemblyName(new AssemblyName(name));

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string file = assemblyName.Name + ".dll";
        string precompiled = $"{assemblyName.Name}.{RuntimeInformation.RuntimeIdentifier}.dll";
        return Array.ConvertAll(_special, f => Path.Combine(f, file))
            .Append(Path.Combine(_folder, precompiled))
            .Append(Path.Combine(_folder, file))
            .FirstOrDefault(File.Exists) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    /// <summary>What packages call this system, the nearest name first.</summary>
    private static IEnumerable<string> Systems()
    {
        yield return RuntimeInformation.RuntimeIdentifier;
        if (OperatingSystem.IsWindows())
            yield return "win";
        if (OperatingSystem.IsLinux())
            yield return "linux";
        if (OperatingSystem.IsMacOS())
            yield return "osx";
        if (!OperatingSystem.IsWindows())
            yield return "unix";
    }
}
