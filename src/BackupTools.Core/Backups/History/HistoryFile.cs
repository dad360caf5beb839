using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Backups;

/// <summary>
/// The history of this user on this machine: <c>history.jsonl</c> in the configuration folder, a line for each job. Lines are
/// added and never rewritten. A file that has grown large goes aside as <c>history-….jsonl</c>, and is still read.
/// </summary>
public sealed class HistoryFile
{
    private const string Name = "history.jsonl";
    private const string AsideBeginning = "history-";
    private const string AsideEnding = ".jsonl";
    private const string AsideTime = "yyyyMMdd'T'HHmmssfff";
    private const int MostAside = 50;

    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(5);

    private readonly ConfigurationFolder _folder;
    private readonly long _mostBytes;

    /// <summary>The history in a folder.</summary>
    /// <param name="folder">The folder; it is made with the first line.</param>
    public HistoryFile(ConfigurationFolder folder)
        : this(folder, 4 * 1024 * 1024)
    {
    }

    /// <summary>The same, whose files go aside from another size on.</summary>
    internal HistoryFile(ConfigurationFolder folder, long mostBytes) => (_folder, _mostBytes) = (folder, mostBytes);

    /// <summary>The absolute path of the file that lines are added to.</summary>
    public string Path => _folder.Combine(Name);

    /// <summary>Adds a line, durably, as one write. Two that add at once wait for each other for a few seconds.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.HistoryInaccessible"/>; the history is then as it was.</exception>
    public async Task AppendAsync(HistoryEntry entry, CancellationToken cancellationToken)
    {
        byte[] line = HistoryLine.ToBytes(entry);
        try
        {
            using FileLock held = await FileLock.TakeAsync(_folder.Combine("history.lock"), LockLimit, cancellationToken)
                ?? throw new IOException("another process holds its lock");
            if (OrdinaryFile.IsSpecial(Path))
                throw new IOException("it is a pipe, a socket or a device");
            MoveAside(line.Length);
            Append(line);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw Inaccessible("written", Path, e);
        }
    }

    /// <summary>Reads what is wanted, also from files that went aside. There need not be a history.</summary>
    /// <param name="filter">What is wanted.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.HistoryInaccessible"/>.</exception>
    public HistoryReading Read(HistoryFilter filter, CancellationToken cancellationToken)
    {
        List<IReadOnlyList<HistoryEntry>> newestFirst = [];
        List<string> problems = [];
        int wanted = filter.Last ?? int.MaxValue;
        foreach ((string path, DateTime? ended) in Files().Reverse())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (wanted <= 0 || (ended is { } end && filter.After is { } after && end < after))
                break;
            try
            {
                (List<HistoryEntry> entries, int unreadable) = HistoryReader.Read(path, filter.Matches);
                if (unreadable > 0)
                    problems.Add($"{Figures.Count(unreadable, "line")} of the history in '{path}' cannot be read, and {(unreadable == 1 ? "is" : "are")} passed over.");
                newestFirst.Add(entries.Count > wanted ? entries.GetRange(entries.Count - wanted, wanted) : entries);
                wanted -= entries.Count;
            }
            catch (FileNotFoundException)
            {
                // It went aside in this moment, and the next one to be read has it.
            }
            catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
            {
                throw Inaccessible("read", path, e);
            }
        }

        newestFirst.Reverse();
        return new HistoryReading([.. newestFirst.SelectMany(e => e)], problems);
    }

    /// <summary>The files, oldest first, each with the moment when it went aside.</summary>
    private IEnumerable<(string Path, DateTime? Ended)> Files()
    {
        string[] aside = Directory.Exists(_folder.Path) ? Directory.GetFiles(_folder.Path, AsideBeginning + "*" + AsideEnding) : [];
        return aside
            .Select(path => (Path: path, Ended: EndOf(path)))
            .Where(f => f.Ended is not null && OrdinaryFile.Exists(f.Path))
            .OrderBy(f => f.Ended)
            .Concat(OrdinaryFile.Exists(Path) ? [(Path, null)] : []);
    }

    private static DateTime? EndOf(string path) => DateTime.TryParseExact(
        System.IO.Path.GetFileName(path)[AsideBeginning.Length..^AsideEnding.Length], AsideTime, CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time)
        ? time
        : null;

    private void MoveAside(int more)
    {
        if (!File.Exists(Path) || new FileInfo(Path).Length + more <= _mostBytes)
            return;
        string time = DateTime.UtcNow.ToString(AsideTime, CultureInfo.InvariantCulture);
        if (!DurableFolder.TryRename(Path, _folder.Combine(AsideBeginning + time + AsideEnding)))
            return; // The name is taken in this very millisecond: it goes with the next line.
        foreach ((string old, _) in Files().Where(f => f.Ended is not null).SkipLast(MostAside))
            File.Delete(old);
    }

    private void Append(byte[] line)
    {
        using FileStream file = new(Path, PrivateFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read));
        long length = file.Length;
        if (length > 0)
        {
            // What a crash left is half a line; it must not spoil this one.
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
                line = [(byte)'\n', .. line];
        }

        try
        {
            file.Seek(0, SeekOrigin.End);
            file.Write(line);
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            file.SetLength(length);
            throw;
        }
    }

    private static BackupException Inaccessible(string what, string path, Exception e) => new(
        ErrorCode.HistoryInaccessible, $"The history in '{path}' could not be {what}: {e.Message.TrimEnd('.')}.",
        "Give this user the rights to the folder, or free some room.", path, e);
}
