using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BackupTools.Abstractions;

/// <summary>
/// Cleans text before a person or a log gets to see it: what a user typed may hold a password, and what a server, an
/// archive or a file says may hold characters that a terminal obeys. Every error, warning and progress text passes here.
/// </summary>
public static partial class ShownText
{
    private const string Hidden = "…";

    /// <summary>The text without secrets and with control characters made visible.</summary>
    /// <param name="text">Any text; null counts as empty.</param>
    public static string Clean(string? text) => Visible(WithoutSecrets(text));

    /// <summary>
    /// Control characters, and those that change the direction or place of others, as they are written in code:
    /// <c>\u001b</c>, <c>\n</c>.
    /// </summary>
    /// <param name="text">Any text; null counts as empty.</param>
    public static string Visible(string? text)
    {
        if (string.IsNullOrEmpty(text) || !text.Any(MustNotBeSent))
            return text ?? "";
        StringBuilder result = new(text.Length + 16);
        foreach (char c in text)
        {
            if (!MustNotBeSent(c))
                result.Append(c);
            else
                result.Append(c switch
                {
                    '\n' => @"\n",
                    '\r' => @"\r",
                    '\t' => @"\t",
                    _ => @"\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                });
        }

        return result.ToString();
    }

    /// <summary>
    /// The text without what looks like a secret: the password of a URI (also where its characters are not escaped as they
    /// should be), and values whose names say that they are secret. It rather hides too much.
    /// </summary>
    /// <param name="text">Any text; null counts as empty.</param>
    public static string WithoutSecrets(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        string result = text;
        if (result.Contains("://", StringComparison.Ordinal))
            result = SecretOfQuery().Replace(PasswordOfUri().Replace(result, Hidden), "${name}" + Hidden);
        return NamedSecret().Replace(result, "${name}" + Hidden);
    }

    /// <summary>True where the text has a value whose name says that it is secret: no path looks like that.</summary>
    /// <param name="text">What the user typed.</param>
    public static bool HasNamedSecret(string text) => NamedSecret().IsMatch(text);

    /// <summary>True where nothing is to be cleaned but line ends and tabs, which a message of the runtime may have.</summary>
    /// <param name="text">Any text.</param>
    internal static bool IsClean(string text) =>
        !text.Any(c => MustNotBeSent(c) && c is not ('\n' or '\r' or '\t')) && WithoutSecrets(text) == text;

    private static bool MustNotBeSent(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or '\u200e' or '\u200f' or '\u061c' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')
            or '\ufeff';

    /// <summary>
    /// From the first colon of what follows the slashes to the last @ before white space or before a quote, since nobody escapes
    /// everything; and all before the @ where the scheme is none of a database, whose user is no secret.
    /// </summary>
    [GeneratedRegex(
        """
        (?<=\b[A-Za-z][\w+.-]*://[^\s:@/?#']*:)([^\s]*|[^\r\n'"]*|(?!\d{1,5}([/?,'"\s]|$))[^\r\n]*)(?=@)
        |(?<=\b(https?|s3|az|azblob|gs|sftp|webdavs?)://)[^\s@/?#:']+(?=@)
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PasswordOfUri();

    /// <summary>All that follows a secret in a query, since an &amp; of its own may not be escaped.</summary>
    [GeneratedRegex(
        @"(?<name>://[^\s]*[?&][\w.-]*(password|passwd|passphrase|\bpass\b|pwd|secret|token|signature|\bsig\b|credential|key)[\w.-]*=)(?!…)[^\s]*?(?=['""]?[.,;:)]*(\s|$))",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretOfQuery();

    /// <summary>
    /// <c>Password=…</c> and its like in pairs of libpq, of .NET and of URIs, <c>"password": …</c> of JSON, <c>PASSWORD '…'</c> and
    /// <c>IDENTIFIED BY '…'</c> of SQL: a value in quotes, or what stands before the next pair or the end, since a password may have blanks.
    /// </summary>
    [GeneratedRegex(
        """
        (?<name>
            \b[\w.-]*(password|passwd|passphrase|\bpass\b|pwd|psw\b|secret|token|signature|\bsig\b|credential
                |(account|access|api|shared)[ _-]?key|identified[ ]by)[\w.-]*
            (["']?\s*=\s*|["']\s*:\s*|\s+(?=')))
        (?!…)
        ('([^'\\]|\\.|'')*'(?=[\s;&,)}\]]|$)
        |"([^"\\]|\\.|"")*"(?=[\s;&,)}\]]|$)
        |[^\r\n]+?(?=\s*[;&]|['"](?=[\s.,:;)]|$)|\s+[\w.-]+\s*=|[\r\n]|$))
        """,
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex NamedSecret();
}
