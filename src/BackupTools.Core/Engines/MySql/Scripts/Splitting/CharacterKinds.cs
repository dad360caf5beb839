using System.Buffers;
using System.Text;

namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>What the bytes of a character set are, as the server's scanner knows them.</summary>
internal sealed class CharacterKinds
{
    private const string WordCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$";
    private const byte HighSpace = 0xA0;

    private static readonly byte[] Low = Encoding.ASCII.GetBytes(WordCharacters);
    private static readonly byte[] High = [.. Enumerable.Range(0x80, 0x80).Select(b => (byte)b)];
    private static readonly SearchValues<byte> WithHighSpace = SearchValues.Create([.. Low, .. High]);
    private static readonly SearchValues<byte> WithoutHighSpace = SearchValues.Create([.. Low, .. High.Where(b => b != HighSpace)]);

    private CharacterKinds(SearchValues<byte> ofWord, CharacterPairs? pairs)
    {
        OfWord = ofWord;
        Pairs = pairs;
    }

    /// <summary>What names and keywords are made of.</summary>
    public SearchValues<byte> OfWord { get; }

    /// <summary>The characters of two bytes; null where none matter.</summary>
    public CharacterPairs? Pairs { get; }

    /// <summary>Those of a character set.</summary>
    public static CharacterKinds Of(string characterSet)
    {
        CharacterPairs? pairs = CharacterPairs.Of(characterSet);
        bool isUtf8 = characterSet.StartsWith("utf8", StringComparison.OrdinalIgnoreCase);
        return new CharacterKinds(isUtf8 || pairs is not null ? WithHighSpace : WithoutHighSpace, pairs);
    }
}
