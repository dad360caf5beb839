namespace BackupTools.Common;

/// <summary>
/// Small files that appear or are replaced as a whole: whoever reads one sees the old content or the new, also after a power cut. They
/// are their owner's alone. Two that write at once need a <see cref="FileLock"/> around reading and writing.
/// </summary>
internal static class ReplacedFile
{
    /// <summary>Writes the content beside the file, makes it durable, and gives it the file's name. Its folder is made where it is missing.</summary>
    /// <exception cref="IOException">Where it cannot be written; the file is then as it was.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content) => Publish(path, content, replaces: true);

    /// <summary>The same for a file that must not be there. Returns false, and changes nothing, where the name is taken.</summary>
    /// <exception cref="IOException">Where it cannot be written.</exception>
    public static bool TryCreate(string path, ReadOnlySpan<byte> content) => Publish(path, content, replaces: false);

    private static bool Publish(string path, ReadOnlySpan<byte> content, bool replaces)
    {
        string folder = Path.GetDirectoryName(path)!;
        DurableFolder.Create(folder);
        Unfinished.RemoveAbandonedFiles(folder, Path.GetFileName(path), CancellationToken.None);
        bool isPublished = true;
        using FileStream file = Unfinished.CreateFile(path);
        try
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
            if (replaces)
                File.Move(file.Name, path, overwrite: true);
            else
                isPublished = DurableFolder.TryRename(file.Name, path);
        }
        catch
        {
            Removal.TryRemove(file.Name);
            throw;
        }

        if (!isPublished)
            Removal.TryRemove(file.Name);
        DurableFolder.Sync(folder);
        return isPublished;
    }
}
