namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>
/// The characters of two bytes of a character set, where the second of them may look like a backslash or a backtick. In every other one that
/// statements can be in, a byte of ASCII is a character of ASCII.
/// </summary>
internal sealed class CharacterPairs
{
    private static readonly Dictionary<string, CharacterPairs> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sjis"] = new((0x81, 0x9F), (0xE0, 0xFC), (0x80, 0xFC)),
        ["cp932"] = new((0x81, 0x9F), (0xE0, 0xFC), (0x80, 0xFC)),
        ["big5"] = new((0xA1, 0xF9), (0xA1, 0xF9), (0xA1, 0xFE)),
        ["gbk"] = new((0x81, 0xFE), (0x81, 0xFE), (0x80, 0xFE)),
        ["gb18030"] = new((0x81, 0xFE), (0x81, 0xFE), (0x80, 0xFE)),
    };

    private readonly (byte From, byte To) _first;
    private readonly (byte From, byte To) _other;
    private readonly (byte From, byte To) _high;

    private CharacterPairs((byte From, byte To) first, (byte From, byte To) other, (byte From, byte To) high)
    {
        _first = first;
        _other = other;
        _high = high;
    }

    /// <summary>Those of a character set; null where it has none that matter.</summary>
    public static CharacterPairs? Of(string characterSet) => Known.GetValueOrDefault(characterSet);

    /// <summary>True where a character of two bytes stands there.</summary>
    public bool IsPair(ReadOnlySpan<byte> bytes) => bytes.Length > 1 && (IsIn(bytes[0], _first) || IsIn(bytes[0], _other))
        && (bytes[1] is >= 0x40 and <= 0x7E || IsIn(bytes[1], _high));

    private static bool IsIn(byte b, (byte From, byte To) range) => b >= range.From && b <= range.To;
}
