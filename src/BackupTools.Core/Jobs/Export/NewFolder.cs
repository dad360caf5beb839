using System.Text.Json;
using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>
/// A folder of files that gets its name when all are complete; disposed before that, it leaves nothing. A file in it
/// lists the others, and so tells a folder that may be replaced from one that holds anything else.
/// </summary>
internal sealed class NewFolder : IExportFolder, IAsyncDisposable
{
    /// <summary>The list of the folder's files.</summary>
    public const string ListName = "export.json";

    private readonly string _path;
    private readonly string _temporary;
    private readonly bool _overwrite;
    private readonly FileStream _lock;
    private readonly List<string> _names = [];
    private FileStream? _file;
    private bool _published;

    private NewFolder(string path, bool overwrite, FileStream folderLock)
    {
        _path = path;
        _temporary = Path.GetDirectoryName(folderLock.Name)!;
        _overwrite = overwrite;
        _lock = folderLock;
    }

    /// <summary>The files so far.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Checks that the folder may come into being, and makes it under another name.</summary>
    /// <param name="path">The folder's final path.</param>
    /// <param name="overwrite">True to replace the folder of an earlier export.</param>
    public static NewFolder Create(string path, bool overwrite)
    {
        try
        {
            CheckTarget(path, overwrite);
            string parent = Path.GetDirectoryName(path)!;
            Directory.CreateDirectory(parent);
            foreach (string old in Unfinished.FindAbandonedFolders(parent, Path.GetFileName(path)))
                Removal.TryRemove(old);
            return new NewFolder(path, overwrite, Unfinished.CreateFolder(path));
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw NewFile.Failed(path, e);
        }
    }

    /// <inheritdoc/>
    public Stream OpenFile(string name)
    {
        if (name.Length == 0 || name != Path.GetFileName(name) || name is "." or ".." or ListName)
            throw new ArgumentException($"'{name}' is no name of a file.", nameof(name));
        CloseFile();
        FileStreamOptions options = PrivateFile.Options(FileMode.CreateNew, FileAccess.Write, FileShare.None);
        options.BufferSize = 128 * 1024;
        _file = new FileStream(Path.Combine(_temporary, name), options);
        _names.Add(name);
        return _file;
    }

    /// <summary>Has the files written, makes them durable, and gives the folder its name.</summary>
    public async Task PublishAsync(Func<Task> write)
    {
        try
        {
            await write();
            CloseFile();
            WriteList();
            DurableFolder.Sync(_temporary);
            await _lock.DisposeAsync();
            File.Delete(_lock.Name);
            CheckTarget(_path, _overwrite);
            Publish();
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw NewFile.Failed(_path, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_published)
            return;
        try
        {
            if (_file is not null)
                await _file.DisposeAsync();
        }
        catch (IOException)
        {
            // What is still in memory does not fit on the disk; it goes anyway.
        }

        await _lock.DisposeAsync();
        Removal.TryRemove(_temporary);
    }

    /// <summary>The old folder steps aside for a moment, and comes back where the new one cannot take its name.</summary>
    private void Publish()
    {
        string? old = null;
        if (Directory.Exists(_path))
        {
            old = UnfinishedName.NewPath(_path);
            Directory.Move(_path, old);
        }

        try
        {
            Directory.Move(_temporary, _path); // Unlike a file's, a folder's rename replaces nothing but an empty folder.
        }
        catch (IOException) when (old is null && Path.Exists(_path))
        {
            throw Exists(_path, "has come into being during the export");
        }
        catch when (old is not null)
        {
            Directory.Move(old, _path);
            throw;
        }

        _published = true;
        DurableFolder.Sync(Path.GetDirectoryName(_path)!);
        if (old is not null)
            Removal.TryRemove(old);
    }

    private void WriteList()
    {
        using FileStream list = new(Path.Combine(_temporary, ListName), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        using (Utf8JsonWriter json = new(list, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("tool", Product.NameAndVersion);
            json.WriteStartArray("files");
            foreach (string name in _names)
                json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        list.Flush(flushToDisk: true);
    }

    private void CloseFile()
    {
        _file?.Flush(flushToDisk: true);
        _file?.Dispose();
        _file = null;
    }

    /// <summary>Refuses what may not be replaced: a file, a folder without leave, and one with anything but an export in it.</summary>
    private static void CheckTarget(string path, bool overwrite)
    {
        if (File.Exists(path))
            throw new BackupException(ErrorCode.TargetNotWritable, $"'{path}' is a file.", "Give another folder as the destination.", path);
        if (!Directory.Exists(path))
            return;
        List<string> entries = [.. Directory.EnumerateFileSystemEntries(path).Select(e => Path.GetFileName(e))];
        if (entries.Count == 0)
            return;
        HashSet<string> ours = ReadList(path);
        if (entries.FirstOrDefault(e => !ours.Contains(e) || Directory.Exists(Path.Combine(path, e))) is { } foreign)
            throw Exists(path, $"holds '{foreign}', which no export made, and is not replaced");
        if (!overwrite)
            throw new BackupException(ErrorCode.TargetExists, $"'{path}' exists.", $"Use {Setting.Force} to replace it, or give another destination.", path);
    }

    private static HashSet<string> ReadList(string path)
    {
        if (OrdinaryFile.IsSpecial(Path.Combine(path, ListName)))
            return [];
        try
        {
            using JsonDocument list = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, ListName)));
            return [ListName, .. list.RootElement.GetProperty("files").EnumerateArray().Select(f => f.GetString()!)];
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [];
        }
    }

    private static BackupException Exists(string path, string why) => new(
        ErrorCode.TargetExists, $"'{path}' {why}.", "Give another destination.", path);
}
