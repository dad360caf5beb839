using System.Text;
using System.Text.RegularExpressions;
using BackupTools.Abstractions;

namespace BackupTools.Configuration;

/// <summary>
/// The name of a registered connection or of a key: letters, digits and <c>. _ -</c>, a letter or digit first, up to 100 of them, and not
/// like a database file's. Upper and lower case are the same.
/// </summary>
public static partial class ConnectionName
{
    /// <summary>The longest name.</summary>
    public const int MaxLength = 100;

    /// <summary>How names are compared.</summary>
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>True where the text could be the name of a registered connection.</summary>
    /// <param name="text">What somebody wrote.</param>
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= MaxLength && Name().IsMatch(text) && !text.EndsWith('.') && !DatabaseFile().IsMatch(text) && text.IsNormalized(NormalizationForm.FormC);

    /// <summary>True where the text could be a pattern of names.</summary>
    /// <param name="text">What somebody wrote.</param>
    public static bool IsPattern(string text) => text.Length <= MaxLength && Pattern().IsMatch(text) && !DatabaseFile().IsMatch(text);

    /// <summary>Refuses what is no name.</summary>
    /// <param name="text">What somebody wrote.</param>
    /// <param name="what">What it is to be the name of.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public static void Require(string text, string what = "a connection")
    {
        if (!IsValid(text))
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"'{(text.Length > MaxLength ? text[..20] + "…" : text)}' cannot be the name of {what}.",
                $"Take up to {MaxLength} letters, digits and . _ -, beginning with a letter or a digit; a name that ends like a database file's (.db, .sqlite) would be taken for one.",
                text.Length > MaxLength ? null : text);
        }
    }

    [GeneratedRegex(@"^[\p{L}\p{Nd}][\p{L}\p{Nd}._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[\p{L}\p{Nd}*?\[][\p{L}\p{Nd}._*?\[\]-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\.(\w*db\d?|\w*sqlite\w*|sl\d)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DatabaseFile();
}
