using System.Globalization;
using System.Text;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>Prepares a password as RFC 4013 says, and as PostgreSQL does: what the rules forbid is used as it is.</summary>
internal static class SaslPrep
{
    /// <summary>Prepares the password.</summary>
    public static string Prepare(string password)
    {
        if (password.All(char.IsAscii))
            return password;
        StringBuilder mapped = new(password.Length);
        foreach (char c in password)
        {
            if (!IsMappedToNothing(c))
                mapped.Append(char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator ? ' ' : c);
        }

        try
        {
            string result = mapped.ToString().Normalize(NormalizationForm.FormKC);
            return result.Length == 0 || result.EnumerateRunes().Any(IsProhibited) ? password : result;
        }
        catch (ArgumentException)
        {
            return password;
        }
    }

    private static bool IsMappedToNothing(char c) =>
        c is '\u00AD' or '\u034F' or '\u1806' or (>= '\u180B' and <= '\u180D') or (>= '\u200B' and <= '\u200D') or '\u2060'
            or (>= '\uFE00' and <= '\uFE0F') or '\uFEFF';

    private static bool IsProhibited(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0x0340 or 0x0341 or (>= 0x2FF0 and <= 0x2FFB) or (>= 0xFFF9 and <= 0xFFFD);
}
