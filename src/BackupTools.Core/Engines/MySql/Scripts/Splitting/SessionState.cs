using System.Text;
using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>What a session has set that says how a statement is read; the server is asked for it.</summary>
/// <param name="SqlMode">Its <c>sql_mode</c>.</param>
/// <param name="CharacterSet">The character set that it takes the bytes of statements for.</param>
internal sealed record SessionState(string SqlMode, string CharacterSet)
{
    /// <summary>True where a backslash in a string is nothing special.</summary>
    public bool IsWithoutBackslashes => Has("NO_BACKSLASH_ESCAPES");

    /// <summary>True where a name can stand between quotation marks.</summary>
    public bool HasAnsiQuotes => Has("ANSI_QUOTES");

    /// <summary>How .NET reads the bytes, to show them.</summary>
    public Encoding Encoding => CharacterSets.Find(CharacterSet) is { } strict
        ? Encoding.GetEncoding(strict.CodePage, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback)
        : Encoding.Latin1;

    private bool Has(string mode) => SqlMode.Split(',').Contains(mode, StringComparer.OrdinalIgnoreCase);
}
