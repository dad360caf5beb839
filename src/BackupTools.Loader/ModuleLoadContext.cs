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
/// <c>Name.linux-x64.dll</c> (the runtime's own name for it), and is the same but quicker to start.
/// </para>
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly ConcurrentDictionary<string, ModuleLoadContext> Contexts = new();

    private readonly string _folder;

    private ModuleLoadContext(string folder)
        : base("BackupTools") => _folder = folder;

    /// <summary>Loads an assembly of the module, the same one when it is asked for again.</summary>
    /// <param name="folder">The absolute path of the folder that holds the module's assemblies.</param>
    /// <param name="name">The assembly's simple name.</param>
    public static Assembly Load(string folder, string name) =>
        Contexts.GetOrAdd(folder, f => new ModuleLoadContext(f)).LoadFromAssemblyName(new AssemblyName(name));

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(_folder, assemblyName.Name + ".dll");
        string precompiled = Path.ChangeExtension(path, RuntimeInformation.RuntimeIdentifier + ".dll");
        return File.Exists(precompiled) ? LoadFromAssemblyPath(precompiled)
            : File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
