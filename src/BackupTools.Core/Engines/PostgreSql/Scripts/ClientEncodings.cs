using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Scripts;

/// <summary>
/// The encodings that only a client can have. A byte of theirs that looks like a quote or a backslash may be the second half of a
/// character, so that such a script could be divided in two ways.
/// </summary>
internal static class ClientEncodings
{
    private static readonly HashSet<string> Unsafe = new(StringComparer.OrdinalIgnoreCase)
    {
        "SJIS", "BIG5", "GBK", "UHC", "GB18030", "JOHAB", "SHIFT_JIS_2004",
    };

    /// <summary>Refuses to go on in such an encoding.</summary>
    public static void Check(string encoding, ScriptReader reader)
    {
        if (Unsafe.Contains(encoding))
        {
            throw ScriptErrors.Invalid(
                reader.Name, reader.Line, $"The script goes on in the encoding {encoding}, of which a byte can be a half of a character or a quote.",
                "Convert the script to UTF-8, and set client_encoding to UTF8 in it.");
        }
    }
}
