using System.Buffers.Binary;
using System.IO.Compression;

namespace BackupTools.Jobs;

/// <summary>A zip file with scripts in it.</summary>
internal static class ZipOfScripts
{
    /// <summary>The largest directory: it is read into memory.</summary>
    private const int LargestDirectory = 1024 * 1024;

    private const int EndLength = 22, LongestComment = 65535;

    /// <summary>Looks at it.</summary>
    public static ScriptFile Find(string path, long size)
    {
        using ZipArchive archive = Open(path, null);
        List<ZipArchiveEntry> entries = [.. archive.Entries.Where(e => ScriptOrder.IsScript(e.FullName))];
        if (archive.Entries.Count > ScriptOrder.MostEntries)
            throw ScriptOrder.Invalid(path, $"has more than {ScriptOrder.MostEntries} files.", "Unpack it, and give the script.");
        ZipArchiveEntry? list = entries.Find(e => e.FullName == ScriptOrder.ListName);
        IReadOnlyList<string> ordered = ScriptOrder.Of(path, [.. entries.Select(e => e.FullName)], entries.Count == 1 || list is null ? null : Read(list, path));
        return new ScriptFile(path, "a zip file", size, true, ordered) { Open = count => OpenEach(path, ordered, count) };
    }

    private static IEnumerable<(string Name, Stream Stream)> OpenEach(string path, IReadOnlyList<string> names, Action<long> count)
    {
        using ZipArchive archive = Open(path, count);
        foreach (string name in names)
        {
            ZipArchiveEntry entry = archive.GetEntry(name)!;
            using Stream stream = new ReadScript(entry.Open(), path) { Expected = (entry.Crc32, entry.Length) };
            yield return (names.Count == 1 ? name : $"{ScriptFile.NameOf(path)}/{name}", stream);
        }
    }

    private static ZipArchive Open(string path, Action<long>? count)
    {
        Stream stream = ScriptFile.OpenFile(path, count);
        try
        {
            CheckDirectory(stream, path);
            return new ZipArchive(stream, ZipArchiveMode.Read);
        }
        catch (Exception e)
        {
            stream.Dispose();
            throw ReadScript.Translate(e, path) ?? e;
        }
    }

    /// <summary>Holds that the directory is small, by where it is and not by what it says of itself.</summary>
    private static void CheckDirectory(Stream stream, string path)
    {
        byte[] tail = new byte[Math.Min(stream.Length, EndLength + LongestComment)];
        stream.Position = stream.Length - tail.Length;
        stream.ReadExactly(tail);
        stream.Position = 0;
        int at = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (at < 0 || tail.Length - at < EndLength)
            throw new InvalidDataException("There is no end of the directory.");
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16));
        long end = stream.Length - tail.Length + at;
        // 4 GB and more: the place stands elsewhere then, and the number of files says enough.
        bool isFar = offset == uint.MaxValue && BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 10)) <= ScriptOrder.MostEntries;
        if (!isFar && end - offset > LargestDirectory)
            throw ScriptOrder.Invalid(path, $"has more than {ScriptOrder.MostEntries} files, or names that are too long.", "Unpack it, and give the script.");
    }

    private static byte[] Read(ZipArchiveEntry entry, string path)
    {
        using Stream stream = new ReadScript(entry.Open(), path);
        byte[] list = new byte[ScriptOrder.LongestList + 1];
        int length = stream.ReadAtLeast(list, list.Length, throwOnEndOfStream: false);
        return length <= ScriptOrder.LongestList ? list[..length] : throw ScriptOrder.Invalid(path, $"has a '{ScriptOrder.ListName}' that is no list of an export.", "Unpack it.");
    }
}
