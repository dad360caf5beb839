using System.IO.Compression;
using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>A packed file that an export is written into, one file after the other.</summary>
internal abstract class Package : IExportFolder, IAsyncDisposable
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Begins a package.</summary>
    /// <param name="form">Its form.</param>
    /// <param name="output">Receives it; not closed.</param>
    /// <param name="path">The path that it will have; files that are under way lie beside it.</param>
    public static Package Create(ExportForm form, Stream output, string path) => form switch
    {
        ExportForm.Zip => new ZipPackage(output),
        ExportForm.TarGz => new TarPackage(new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true), path),
        ExportForm.TarZst => new TarPackage(new ZstdSharp.CompressionStream(output, leaveOpen: true), path),
        _ => throw new ArgumentOutOfRangeException(nameof(form)),
    };

    /// <inheritdoc/>
    public Stream OpenFile(string name)
    {
        if (name.Length == 0 || name != Path.GetFileName(name) || name is "." or ".." || !_names.Add(name))
            throw new ArgumentException($"'{name}' is no name of a file.", nameof(name));
        return Begin(name);
    }

    /// <summary>Ends the last file and the package.</summary>
    /// <returns>How many files it has.</returns>
    public int Complete()
    {
        End();
        return _names.Count;
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Ends the file before, and begins the next.</summary>
    protected abstract Stream Begin(string name);

    /// <summary>Ends the last file, and writes what ends the package.</summary>
    protected abstract void End();
}
