using System.Formats.Tar;

namespace BackupTools.Jobs;

/// <summary>A compressed tar file. A file's length stands before its content, so each is written beside it first.</summary>
internal sealed class TarPackage(Stream compressed, string path) : Package
{
    private readonly TarWriter _archive = new(compressed, TarEntryFormat.Pax, leaveOpen: true);
    private FileStream? _file;
    private string _name = "";
    private bool _isComplete;

    public override async ValueTask DisposeAsync()
    {
        if (_file is not null)
            await _file.DisposeAsync();
        if (_isComplete)
            return;
        try
        {
            _archive.Dispose();
            await compressed.DisposeAsync();
        }
        catch (IOException)
        {
            // The file goes anyway; the error that led here is the one to report.
        }
    }

    protected override Stream Begin(string name)
    {
        Add();
        FileStreamOptions options = PrivateFile.Options(FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        options.BufferSize = 128 * 1024;
        options.Options = FileOptions.DeleteOnClose;
        _name = name;
        return _file = new FileStream(UnfinishedName.NewPath(path), options);
    }

    protected override void End()
    {
        Add();
        _archive.Dispose();
        compressed.Dispose();
        _isComplete = true;
    }

    private void Add()
    {
        if (_file is null)
            return;
        _file.Flush();
        _file.Position = 0;
        _archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, _name) { DataStream = _file, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        _file.Dispose();
        _file = null;
    }
}
