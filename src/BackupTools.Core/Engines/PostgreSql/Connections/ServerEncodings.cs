using System.Collections.Frozen;
using System.Text;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>.NET's names of the encodings that a database can have.</summary>
internal static class ServerEncodings
{
    private static readonly FrozenDictionary<string, int> CodePages = new Dictionary<string, int>
    {
        ["LATIN1"] = 28591, ["LATIN2"] = 28592, ["LATIN3"] = 28593, ["LATIN4"] = 28594, ["LATIN5"] = 28599,
        ["LATIN7"] = 28603, ["LATIN9"] = 28605, ["ISO_8859_5"] = 28595, ["ISO_8859_6"] = 28596,
        ["ISO_8859_7"] = 28597, ["ISO_8859_8"] = 28598, ["KOI8R"] = 20866, ["KOI8U"] = 21866, ["WIN866"] = 866,
        ["WIN874"] = 874, ["WIN1250"] = 1250, ["WIN1251"] = 1251, ["WIN1252"] = 1252, ["WIN1253"] = 1253,
        ["WIN1254"] = 1254, ["WIN1255"] = 1255, ["WIN1256"] = 1256, ["WIN1257"] = 1257, ["WIN1258"] = 1258,
        ["EUC_CN"] = 51936, ["EUC_JP"] = 51932, ["EUC_KR"] = 51949,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The encodings that a database can have and .NET lacks.</summary>
    private static readonly HashSet<string> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        "LATIN6", "LATIN8", "LATIN10", "EUC_TW", "EUC_JIS_2004", "MULE_INTERNAL",
    };

    /// <summary>True for the name of an encoding that a database can have.</summary>
    public static bool Exists(string name) => IsUnicode(name) || CodePages.ContainsKey(name) || Others.Contains(name);

    private const string None = "SQL_ASCII";

    /// <summary>
    /// True for a session that takes SQL as UTF-8. A database without an encoding (SQL_ASCII) is taken for one, as the
    /// catalogs' session takes it; bytes that are not UTF-8 come to it as <see cref="ByteText"/>.
    /// </summary>
    public static bool IsUnicode(string name) =>
        name.Equals("UTF8", StringComparison.OrdinalIgnoreCase) || IsNone(name);

    /// <summary>True for the name of no encoding, in which bytes mean nothing.</summary>
    public static bool IsNone(string name) => name.Equals(None, StringComparison.OrdinalIgnoreCase);

    /// <summary>SQL as a session gets it, whatever characters it has.</summary>
    /// <param name="sql">The SQL.</param>
    /// <param name="encoding">What <see cref="Find"/> has returned for the session's encoding.</param>
    public static string Write(string sql, Encoding encoding) => encoding is UTF8Encoding or ByteTextEncoding ? sql : AsciiSql.Of(sql);

    /// <summary>The encoding, which refuses to write what it does not have; ASCII for the few that .NET lacks.</summary>
    public static Encoding Find(string name)
    {
        if (IsNone(name))
            return ByteTextEncoding.Instance;
        if (IsUnicode(name))
            return Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, DecoderFallback.ReplacementFallback);
        Encoding? found = CodePages.TryGetValue(name, out int page)
            ? CodePagesEncodingProvider.Instance.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ReplacementFallback)
            : null;
        return found ?? (page == 28591
            ? Encoding.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ReplacementFallback)
            : Encoding.GetEncoding("us-ascii", EncoderFallback.ExceptionFallback, DecoderFallback.ReplacementFallback));
    }
}
