using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>
/// A file of scripts, or a folder of them. What it is says its content, and not its name. Nothing of it is ever held as a whole, and
/// nothing is written anywhere.
/// </summary>
/// <param name="Path">Its path.</param>
/// <param name="Form">What it is, in a sentence: <c>a zip file</c>.</param>
/// <param name="SizeBytes">Its size as it lies there.</param>
/// <param name="IsCompressed">True where the SQL is larger.</param>
/// <param name="Names">The scripts in it, in the order in which they run.</param>
internal sealed record ScriptFile(string Path, string Form, long SizeBytes, bool IsCompressed, IReadOnlyList<string> Names)
{
    /// <summary>Opens the scripts one after the other; each is valid until the next one.</summary>
    public required Func<Action<long>, IEnumerable<(string Name, Stream Stream)>> Open { get; init; }

    /// <summary>Its name without a folder.</summary>
    public string Name => NameOf(Path);

    /// <summary>Looks at a file or folder.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ScriptInaccessible"/> or <see cref="ErrorCode.ScriptInvalid"/>.</exception>
    public static ScriptFile Find(string path)
    {
        try
        {
            return Directory.Exists(path) ? FolderOfScripts.Find(path) : FindFile(path);
        }
        catch (Exception e) when (ReadScript.Translate(e, path) is { } error)
        {
            throw error;
        }
    }

    /// <summary>Opens a file, and counts what is read of it.</summary>
    internal static Stream OpenFile(string path, Action<long>? count = null) =>
        new ReadScript(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 128 * 1024, FileOptions.SequentialScan), path, count);

    /// <summary>The name of a file without its folder.</summary>
    internal static string NameOf(string path) => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(path));

    private static ScriptFile FindFile(string path)
    {
        if (!File.Exists(path))
            throw new BackupException(ErrorCode.ScriptInaccessible, $"There is no file '{path}'.", "Check the path.", path);
        if (OrdinaryFile.IsSpecial(path))
            throw new BackupException(ErrorCode.ScriptInaccessible, $"'{path}' is a pipe, a socket or a device.", "Give a file.", path);
        long size = new FileInfo(path).Length;
        byte[] head = Head(OpenFile(path));
        Func<Stream, Stream>? undo = head switch
        {
            [0x1F, 0x8B, ..] => s => new GzipReading(s),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => s => new ZstdSharp.DecompressionStream(s, leaveOpen: false),
            _ => null,
        };
        if (head is [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..])
            return ZipOfScripts.Find(path, size);

        Stream OpenRaw(Action<long>? count) => undo is null ? OpenFile(path, count) : new ReadScript(undo(OpenFile(path, count)), path);
        byte[] inner = undo is null ? head : Head(OpenRaw(null));
        string packed = undo is null ? "" : head[0] == 0x1F ? ", compressed with gzip" : ", compressed with zstd";
        if (TarHeader.Is(inner))
            return TarOfScripts.Find(path, size, packed, undo is not null, OpenRaw);
        RefuseOthers(path, inner);
        return new ScriptFile(path, "SQL" + packed, size, undo is not null, [NameOf(path)])
        {
            Open = count => One(NameOf(path), () => OpenRaw(count)),
        };
    }

    private static IEnumerable<(string Name, Stream Stream)> One(string name, Func<Stream> open)
    {
        using Stream stream = open();
        yield return (name, stream);
    }

    private static byte[] Head(Stream stream)
    {
        using (stream)
        {
            byte[] head = new byte[TarHeader.Length];
            return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }
    }

    private static void RefuseOthers(string path, ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PGDMP"u8))
        {
            throw new BackupException(
                ErrorCode.ScriptInvalid, $"'{path}' is a dump in pg_dump's own format, and no SQL.", "Make SQL of it (pg_restore --file shop.sql), and run that.", path);
        }

        if (head.StartsWith("SQLite format 3\0"u8))
            throw new BackupException(ErrorCode.ScriptInvalid, $"'{path}' is an SQLite database, and no SQL.", "Copy it, or back it up and restore that.", path);
    }
}
