using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>A file that gets its name when it is complete; disposed before that, it leaves nothing.</summary>
internal sealed class NewFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly bool _overwrite;
    private bool _published;

    private NewFile(string path, string temporary, bool overwrite, FileStream stream)
    {
        _path = path;
        _temporary = temporary;
        _overwrite = overwrite;
        Stream = stream;
    }

    /// <summary>The content to be.</summary>
    public FileStream Stream { get; }

    public static NewFile Create(string path, bool overwrite)
    {
        if (Directory.Exists(path))
            throw new BackupException(ErrorCode.TargetNotWritable, $"'{path}' is a folder.", "Give a file's path, or a folder's with a separator at its end.", path);
        if (File.Exists(path) && !overwrite)
            throw Exists(path, null);

        string folder = Path.GetDirectoryName(path)!;
        string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.partial-{Guid.NewGuid():n}");
        try
        {
            Directory.CreateDirectory(folder);
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException(
                ErrorCode.TargetNotWritable, $"'{path}' cannot be written: {e.Message}", "Choose a folder that you may write to.", path, e);
        }
    }

    /// <summary>Makes the content durable and gives the file its name.</summary>
    public void Publish()
    {
        try
        {
            Stream.Flush(flushToDisk: true);
            Stream.Dispose();
            File.Move(_temporary, _path, _overwrite);
            _published = true;
        }
        catch (IOException e) when (!_overwrite && File.Exists(_path))
        {
            throw Exists(_path, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        if (!_published)
            File.Delete(_temporary);
    }

    private static BackupException Exists(string path, Exception? inner) => new(
        ErrorCode.TargetExists, $"'{path}' exists.", "Use -Force to replace it, or give another destination.", path, inner);
}
