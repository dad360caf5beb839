namespace BackupTools.Backups;

/// <summary>Reads the lines of one file of the history, however long and broken they are, with bounded memory.</summary>
internal static class HistoryReader
{
    /// <summary>The entries that are wanted, and how many lines are none: what a crash cut short, or what somebody else wrote.</summary>
    /// <exception cref="IOException">Where the file cannot be read.</exception>
    public static (List<HistoryEntry> Entries, int Unreadable) Read(string path, Func<HistoryEntry, bool> isWanted)
    {
        List<HistoryEntry> entries = [];
        int unreadable = 0;
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] buffer = new byte[2 * HistoryLine.MaxBytes];
        int filled = 0;
        bool isTooLong = false;
        while (true)
        {
            int read = file.Read(buffer, filled, buffer.Length - filled);
            filled += read;
            int begin = 0;
            for (int end; (end = Array.IndexOf(buffer, (byte)'\n', begin, filled - begin)) >= 0; begin = end + 1)
            {
                Take(buffer.AsSpan(begin, end - begin), isTooLong);
                isTooLong = false;
            }

            filled -= begin;
            buffer.AsSpan(begin, filled).CopyTo(buffer);
            if (read == 0)
                break;
            if (filled > HistoryLine.MaxBytes)
            {
                isTooLong = true;
                filled = 0;
            }
        }

        Take(buffer.AsSpan(0, filled), isTooLong);
        return (entries, unreadable);

        void Take(ReadOnlySpan<byte> line, bool isCut)
        {
            line = line.TrimEnd((byte)'\r');
            if (line.IsEmpty && !isCut)
                return;
            if (isCut || HistoryLine.FromBytes(line) is not { } entry)
                unreadable++;
            else if (isWanted(entry))
                entries.Add(entry);
        }
    }
}
