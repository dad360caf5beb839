using System.Text;
using System.Text.RegularExpressions;

namespace BackupTools.Tests.Servers.Dumps;

/// <summary>
/// Takes away what a server of late keeps among the options of its columns for itself. Its own pg_dump leaves that out; one of
/// another version writes it, and no other server takes it.
/// </summary>
internal static partial class InternalOptions
{
    private const string Column = @"ALTER [A-Z ]+ ONLY (""([^""]|"""")*""|[\w.])+ ALTER COLUMN (""([^""]|"""")*""|\w)+ SET ";

    public static byte[] Remove(byte[] dump)
    {
        string text = Encoding.Latin1.GetString(dump);
        return text.Contains("(pg_attver=", StringComparison.Ordinal)
            ? Encoding.Latin1.GetBytes(Among().Replace(Alone().Replace(text, ""), "("))
            : dump;
    }

    [GeneratedRegex("^" + Column + @"\(pg_attver=[0-9]+\);\n", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Alone();

    [GeneratedRegex("(?<=^" + Column + @")\(pg_attver=[0-9]+, ", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Among();
}
