using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>A file that gets its name when it is complete; disposed before that, it leaves nothing.</summary>
internal sealed class NewFile : IAsyncDisposable
{
    private const int BufferSize = 128 * 1024;

    private readonly string _path;
    private readonly bool _overwrite;
    private readonly FileStream _stream;
    private bool _published;

    private NewFile(string path, bool overwrite, FileStream stream)
    {
        _path = path;
        _overwrite = overwrite;
        _stream = stream;
    }

    public static NewFile Create(string path, bool overwrite)
    {
        if (Directory.Exists(path))
            throw new BackupException(ErrorCode.TargetNotWritable, $"'{path}' is a folder.", "Give a file's path, or a folder's with a separator at its end.", path);
        if (File.Exists(path) && !overwrite)
            throw Exists(path);

        string folder = Path.GetDirectoryName(path)!;
        try
        {
            Directory.CreateDirectory(folder);
            Unfinished.RemoveAbandonedFiles(folder, Path.GetFileName(path), CancellationToken.None);
            return new NewFile(path, overwrite, Unfinished.CreateFile(path, BufferSize));
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw Failed(path, e);
        }
    }

    /// <summary>Writes the content, makes it durable, and gives the file its name.</summary>
    public async Task PublishAsync(Func<Stream, Task> write)
    {
        try
        {
            await write(_stream);
            _stream.Flush(flushToDisk: true);
            if (_overwrite)
                File.Move(_stream.Name, _path, overwrite: true);
            else if (!DurableFolder.TryRename(_stream.Name, _path))
                throw Exists(_path);
            _published = true;
            await _stream.DisposeAsync();
            DurableFolder.Sync(Path.GetDirectoryName(_path)!);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw Failed(_path, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_published)
            return;
        try
        {
            await _stream.DisposeAsync();
        }
        catch (IOException)
        {
            // What is still in memory does not fit on the disk; it goes anyway.
        }

        Removal.TryRemove(_stream.Name);
    }

    /// <summary>The error of the file system, for a file or folder that was to be made.</summary>
    internal static BackupException Failed(string path, Exception error) =>
        FileSystemErrors.IsDiskFull(error)
            ? new BackupException(
                ErrorCode.StorageFull, $"The disk of '{path}' is full.", "Free space there, or choose another folder.", path, error)
            : new BackupException(
                ErrorCode.TargetNotWritable, $"'{path}' cannot be written: {error.Message}", "Choose a folder that you may write to.", path, error);

    private static BackupException Exists(string path) => new(
        ErrorCode.TargetExists, $"'{path}' exists.", $"Use {Setting.Force} to replace it, or give another destination.", path);
}
