using System.IO.Compression;

namespace BackupTools.Jobs;

/// <summary>A zip file, written forward.</summary>
internal sealed class ZipPackage(Stream output) : Package
{
    private readonly ZipArchive _archive = new(output, ZipArchiveMode.Create, leaveOpen: true);
    private Stream? _file;
    private bool _isComplete;

    public override async ValueTask DisposeAsync()
    {
        if (_isComplete)
            return;
        try
        {
            if (_file is not null)
                await _file.DisposeAsync();
            _archive.Dispose();
        }
        catch (IOException)
        {
            // The file goes anyway; the error that led here is the one to report.
        }
    }

    protected override Stream Begin(string name)
    {
        _file?.Dispose();
        ZipArchiveEntry entry = _archive.CreateEntry(name, CompressionLevel.Optimal);
        if (!OperatingSystem.IsWindows())
            entry.ExternalAttributes = (0x8000 | (int)(UnixFileMode.UserRead | UnixFileMode.UserWrite)) << 16;
        return _file = entry.Open();
    }

    protected override void End()
    {
        _file?.Dispose();
        _archive.Dispose();
        _isComplete = true;
    }
}
