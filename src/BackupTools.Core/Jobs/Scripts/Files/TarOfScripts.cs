namespace BackupTools.Jobs;

/// <summary>
/// A tar file with scripts in it, compressed or not. It is gone through twice: once for what is in it, so that nothing runs of a file that could not be
/// run to its end, and once to run it.
/// </summary>
internal static class TarOfScripts
{
    /// <summary>Looks at it.</summary>
    public static ScriptFile Find(string path, long size, string packed, bool isCompressed, Func<Action<long>?, Stream> open)
    {
        List<string> names = [];
        byte[]? list = null;
        using (Stream stream = open(null))
        {
            using TarReading tar = new(stream, path);
            while (tar.Next() is { } header)
            {
                if (!IsScript(header))
                    continue;
                names.Add(header.Name);
                if (header.Name == ScriptOrder.ListName && header.Size <= ScriptOrder.LongestList)
                    tar.Content.ReadExactly(list = new byte[header.Size]);
            }
        }

        IReadOnlyList<string> ordered = ScriptOrder.Of(path, names, names.Count == 1 ? null : list);
        if (!names.Where(n => names.Count == 1 || n != ScriptOrder.ListName).SequenceEqual(ordered))
            throw ScriptOrder.Invalid(path, $"has its scripts in another order than its '{ScriptOrder.ListName}' names them.", "Unpack it, and give the folder.");
        return new ScriptFile(path, "a tar file" + packed, size, isCompressed, ordered) { Open = count => OpenEach(path, ordered, () => open(count)) };
    }

    private static bool IsScript(TarHeader header) => header.IsFile && ScriptOrder.IsScript(header.Name);

    private static IEnumerable<(string Name, Stream Stream)> OpenEach(string path, IReadOnlyList<string> names, Func<Stream> open)
    {
        using Stream stream = open();
        using TarReading tar = new(stream, path);
        int next = 0;
        while (next < names.Count && tar.Next() is { } header)
        {
            if (!IsScript(header) || header.Name != names[next])
                continue;
            next++;
            yield return (names.Count == 1 ? header.Name : $"{ScriptFile.NameOf(path)}/{header.Name}", new ReadScript(tar.Content, path));
        }

        if (next < names.Count)
            throw ScriptOrder.Invalid(path, "has changed while it was read.", "Try again.");
    }
}
