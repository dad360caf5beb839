using System.Globalization;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Scheduling;

/// <summary>
/// What runs of a schedule say, in <c>logs/name.log</c>: at most so large, with a few older ones beside it. No run fails because of it; what
/// cannot be written is lost.
/// </summary>
public sealed class RunLog : IWorkLog
{
    private const long MaxBytes = 1024 * 1024;
    private const int Older = 4;
    private const int LongestText = 4000;

    private readonly string _path;
    private readonly IWorkLog? _listener;
    private readonly object _writing = new();

    /// <summary>The log of a schedule.</summary>
    /// <param name="folder">The configuration folder.</param>
    /// <param name="name">The schedule's name.</param>
    public RunLog(ConfigurationFolder folder, string name)
    {
        _path = folder.Combine("logs", name + ".log");
        _listener = WorkLog.Listener;
    }

    /// <summary>Its absolute path.</summary>
    public string Path => _path;

    /// <inheritdoc/>
    public void Verbose(string text)
    {
        Write(text);
        _listener?.Verbose(text);
    }

    /// <inheritdoc/>
    public void Debug(string text) => _listener?.Debug(text);

    /// <summary>Writes a line.</summary>
    /// <param name="text">One sentence.</param>
    public void Write(string text)
    {
        string clean = ShownText.Clean(text.Length > LongestText ? text[..LongestText] + "…" : text).ReplaceLineEndings(" ");
        byte[] line = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.Now:yyyy-MM-dd HH:mm:sszzz} [{Environment.ProcessId}] {clean}\n"));
        lock (_writing)
        {
            try
            {
                DurableFolder.Create(System.IO.Path.GetDirectoryName(_path)!);
                Rotate();
                FileStreamOptions options = PrivateFile.Options(FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
                options.BufferSize = 0;
                using FileStream file = new(_path, options);
                file.Write(line);
            }
            catch (Exception e) when (FileSystemErrors.IsFileSystem(e) || e is ObjectDisposedException)
            {
                // A full disk must not keep anybody from a backup that goes elsewhere.
            }
        }
    }

    private void Rotate()
    {
        if (!File.Exists(_path) || new FileInfo(_path).Length < MaxBytes)
            return;
        for (int i = Older; i > 0; i--)
        {
            string from = i == 1 ? _path : $"{_path}.{i - 1}";
            if (File.Exists(from))
                File.Move(from, $"{_path}.{i}", overwrite: true);
        }
    }
}
