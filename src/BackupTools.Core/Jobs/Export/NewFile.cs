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
        string temporary = Path.Combine(folder, $"{TemporaryPrefix(Path.GetFileName(path))}{Guid.NewGuid():n}");
        try
        {
            Directory.CreateDirectory(folder);
            RemoveAbandoned(folder, Path.GetFileName(path));
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

        TryDelete(_temporary);
    }

    /// <summary>Removes what killed processes left of a file: whoever still writes holds it locked.</summary>
    private static void RemoveAbandoned(string folder, string name)
    {
        string prefix = TemporaryPrefix(name);
        foreach (string old in Directory.EnumerateFiles(folder).Where(f => Path.GetFileName(f).StartsWith(prefix, StringComparison.Ordinal)))
        {
            try
            {
                using (new FileStream(old, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                }

                File.Delete(old);
            }
            catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
            {
                // At work, or somebody else's.
            }
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            // The next export of that name removes it; the error that led here is the one to report.
        }
    }

    private static string TemporaryPrefix(string name) => $".{name}.partial-";

    /// <summary>The error of the file system, for a file or folder that was to be made.</summary>
    internal static BackupException Failed(string path, Exception error) =>
        FileSystemErrors.IsDiskFull(error)
            ? new BackupException(
                ErrorCode.StorageFull, $"The disk of '{path}' is full.", "Free space there, or choose another folder.", path, error)
            : new BackupException(
                ErrorCode.TargetNotWritable, $"'{path}' cannot be written: {error.Message}", "Choose a folder that you may write to.", path, error);

    private static BackupException Exists(string path) => new(
        ErrorCode.TargetExists, $"'{path}' exists.", "Use -Force to replace it, or give another destination.", path);
}
