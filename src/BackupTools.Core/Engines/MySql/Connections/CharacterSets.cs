using System.Text;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>The servers' character sets that a client's statements can be in, as encodings of .NET.</summary>
internal static class CharacterSets
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["utf8mb4"] = "utf-8", ["utf8mb3"] = "utf-8", ["utf8"] = "utf-8", ["ascii"] = "us-ascii",
        // What the servers call latin1 is Windows' 1252.
        ["latin1"] = "windows-1252", ["latin2"] = "iso-8859-2", ["latin5"] = "iso-8859-9", ["latin7"] = "iso-8859-13",
        ["cp1250"] = "windows-1250", ["cp1251"] = "windows-1251", ["cp1256"] = "windows-1256", ["cp1257"] = "windows-1257",
        ["cp850"] = "ibm850", ["cp852"] = "ibm852", ["cp866"] = "cp866", ["koi8r"] = "koi8-r", ["koi8u"] = "koi8-u",
        ["greek"] = "iso-8859-7", ["hebrew"] = "iso-8859-8", ["tis620"] = "windows-874", ["big5"] = "big5", ["gbk"] = "gb2312",
        ["gb2312"] = "gb2312", ["gb18030"] = "gb18030", ["sjis"] = "shift_jis", ["cp932"] = "shift_jis", ["ujis"] = "euc-jp",
        ["eucjpms"] = "euc-jp", ["euckr"] = "euc-kr",
    };

    static CharacterSets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The encoding; null where there is none, or it is no character set of statements.</summary>
    public static Encoding? Find(string characterSet) => Names.TryGetValue(characterSet, out string? name)
        ? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
        : null;
}
