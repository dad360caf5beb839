using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>A file that gets its name when it is complete; disposed before that, it leaves nothing.</summary>
internal sealed class NewFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly bool _overwrite;
    private readonly FileStream _stream;
    private bool _published;

    private NewFile(string path, string temporary, bool overwrite, FileStream stream)
    {
        _path = path;
        _temporary = temporary;
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
        string temporary = Unfinished.NewPath(path);
        try
        {
            Directory.CreateDirectory(folder);
            Unfinished.RemoveAbandoned(path, isFolder: false, heldFile: old => old);
            FileStreamOptions options = new()
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.None,
                BufferSize = 128 * 1024,
            };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new NewFile(path, temporary, overwrite, new FileStream(temporary, options));
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
            await _stream.DisposeAsync();
            if (_overwrite)
                File.Move(_temporary, _path, overwrite: true);
            else if (!DurableFolder.TryRename(_temporary, _path))
                throw Exists(_path);
            _published = true;
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

        Unfinished.TryDelete(_temporary);
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
