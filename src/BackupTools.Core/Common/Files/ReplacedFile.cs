namespace BackupTools.Common;

/// <summary>
/// Small files that are replaced as a whole: whoever reads one sees the old content or the new, also after a power cut. They are
/// their owner's alone. Two that write at once need a <see cref="FileLock"/> around reading and writing.
/// </summary>
internal static class ReplacedFile
{
    /// <summary>Writes the content beside the file, makes it durable, and gives it the file's name. Its folder is made where it is missing.</summary>
    /// <exception cref="IOException">Where it cannot be written; the file is then as it was.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string folder = Path.GetDirectoryName(path)!;
        DurableFolder.Create(folder);
        string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():n}");
        try
        {
            using (FileStream file = new(temporary, PrivateFile.Options(FileMode.CreateNew, FileAccess.Write, FileShare.None)))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            Removal.TryRemove(temporary);
            throw;
        }

        DurableFolder.Sync(folder);
    }
}
