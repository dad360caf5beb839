using System.Text;

namespace BackupTools.Jobs;

/// <summary>
/// The beginning of a file in a tar file. We read it ourselves, because what only names a file may be of any length there, and would be
/// taken into memory.
/// </summary>
/// <param name="Name">The file's name.</param>
/// <param name="Size">Its length.</param>
/// <param name="Type">Its type.</param>
internal readonly record struct TarHeader(string Name, long Size, char Type)
{
    /// <summary>The length of a header, and of a block.</summary>
    public const int Length = 512;

    /// <summary>True for an ordinary file.</summary>
    public bool IsFile => Type is '0' or '\0';

    /// <summary>How much lies between the file's end and the next header.</summary>
    public int Padding => (int)((Length - (Size % Length)) % Length);

    /// <summary>True where such a file begins.</summary>
    public static bool Is(ReadOnlySpan<byte> head) => head.Length == Length && head[257..262].SequenceEqual("ustar"u8) && IsWhole(head);

    /// <summary>Reads one; null for the empty block at the end.</summary>
    /// <exception cref="InvalidDataException">Where it is none.</exception>
    public static TarHeader? Read(ReadOnlySpan<byte> block)
    {
        if (block.IndexOfAnyExcept((byte)0) < 0)
            return null;
        if (!IsWhole(block))
            throw new InvalidDataException("A header is damaged.");
        string prefix = block[257..263].SequenceEqual("ustar\0"u8) ? Text(block[345..500]) : "";
        string name = Text(block[..100]);
        return new TarHeader(prefix.Length > 0 ? $"{prefix}/{name}" : name, Number(block[124..136]), (char)block[156]);
    }

    /// <summary>The same with what a header before it says of its file: the name and the length, in lines such as <c>12 path=name</c>.</summary>
    public TarHeader With(ReadOnlySpan<byte> records)
    {
        TarHeader result = this;
        foreach (string record in Encoding.UTF8.GetString(records).Split('\n'))
        {
            int space = record.IndexOf(' ', StringComparison.Ordinal);
            if (record.AsSpan(space + 1).StartsWith("path="))
                result = result with { Name = record[(space + 6)..] };
            else if (record.AsSpan(space + 1).StartsWith("size=") && long.TryParse(record.AsSpan(space + 6), out long size) && size >= 0)
                result = result with { Size = size };
        }

        return result;
    }

    private static bool IsWhole(ReadOnlySpan<byte> block)
    {
        int sum = 8 * ' ';
        for (int i = 0; i < Length; i++)
            sum += i is >= 148 and < 156 ? 0 : block[i];
        return Number(block[148..156]) == sum;
    }

    private static long Number(ReadOnlySpan<byte> field)
    {
        long value = 0;
        bool isBinary = (field[0] & 0x80) != 0;
        foreach (byte b in isBinary ? field[^8..] : field)
        {
            if (isBinary)
                value = (value << 8) | b;
            else if (b is >= (byte)'0' and <= (byte)'7')
                value = (value << 3) | (uint)(b - '0');
        }

        return value >= 0 ? value : throw new InvalidDataException("A length is negative.");
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }
}
