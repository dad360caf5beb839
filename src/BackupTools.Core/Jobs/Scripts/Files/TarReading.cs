using System.Text;

namespace BackupTools.Jobs;

/// <summary>Reads a tar file forward, a file at a time.</summary>
internal sealed class TarReading(Stream stream, string path) : IDisposable
{
    /// <summary>The longest block that says more of the next file.</summary>
    private const int LongestRecords = 64 * 1024;

    private readonly byte[] _block = new byte[TarHeader.Length];
    private PartOfStream? _part;
    private int _padding;
    private int _count;

    /// <summary>The content of the file; valid until the next one.</summary>
    public Stream Content => _part!;

    /// <summary>Goes to the next file; null where there is none.</summary>
    /// <exception cref="InvalidDataException">Where it is damaged.</exception>
    public TarHeader? Next()
    {
        byte[] records = [];
        string? longName = null;
        while (true)
        {
            Skip((_part?.Left ?? 0) + _padding);
            stream.ReadExactly(_block);
            if (TarHeader.Read(_block) is not { } header)
                return null;
            if (++_count > 2 * ScriptOrder.MostEntries)
                throw ScriptOrder.Invalid(path, $"has more than {ScriptOrder.MostEntries} files.", "Unpack it, and give the script.");
            bool isMore = header.Type is 'x' or 'g' or 'L' or 'K';
            if (!isMore)
                header = header.With(records) is var told && longName is null ? told : told with { Name = longName };
            Begin(header);
            if (!isMore)
                return header;
            if (header.Type is not ('x' or 'L'))
                continue;
            if (header.Size > LongestRecords)
                throw ScriptOrder.Invalid(path, "says more of a file than any name needs.", "Unpack it, and give the script.");
            byte[] more = new byte[header.Size];
            _part!.ReadExactly(more);
            if (header.Type == 'x')
                records = more;
            else
                longName = Encoding.UTF8.GetString(more).TrimEnd('\0');
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _part?.Dispose();

    private void Begin(TarHeader header)
    {
        _part?.Dispose();
        _part = new PartOfStream(stream, header.Size);
        _padding = header.Padding;
    }

    private void Skip(long count)
    {
        byte[] scratch = new byte[Math.Min(count, 64 * 1024)];
        while (count > 0)
        {
            int read = stream.Read(scratch, 0, (int)Math.Min(count, scratch.Length));
            if (read == 0)
                throw new EndOfStreamException();
            count -= read;
        }
    }
}
