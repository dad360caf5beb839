using System.Globalization;
using System.Text.RegularExpressions;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>Which server it is.</summary>
/// <param name="Text">Its version, as it writes it.</param>
/// <param name="IsMariaDb">True for MariaDB.</param>
/// <param name="Number">The version's first three numbers.</param>
internal sealed partial record ServerVersion(string Text, bool IsMariaDb, Version Number)
{
    /// <summary>What MariaDB puts before its version, so that old clients take it for a MySQL.</summary>
    private const string OldPrefix = "5.5.5-";

    /// <summary>The product's name.</summary>
    public string Product => IsMariaDb ? "MariaDB" : "MySQL";

    /// <summary>Takes a version apart; one that is none counts as 0.0.0.</summary>
    public static ServerVersion Parse(string text)
    {
        bool isMariaDb = text.Contains("MariaDB", StringComparison.OrdinalIgnoreCase);
        string rest = isMariaDb && text.StartsWith(OldPrefix, StringComparison.Ordinal) ? text[OldPrefix.Length..] : text;
        Match match = Numbers().Match(rest);
        return new(rest, isMariaDb, match.Success ? new Version(Part(match, 1), Part(match, 2), Part(match, 3)) : new Version(0, 0, 0));
    }

    /// <summary>True for a MySQL of this version or a later one.</summary>
    public bool IsMySqlFrom(int major, int minor, int patch = 0) => !IsMariaDb && Number >= new Version(major, minor, patch);

    /// <summary>True for a MariaDB of this version or a later one.</summary>
    public bool IsMariaDbFrom(int major, int minor, int patch = 0) => IsMariaDb && Number >= new Version(major, minor, patch);

    /// <summary>The product and its version.</summary>
    public override string ToString() => $"{Product} {Text}";

    private static int Part(Match match, int group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(\d{1,5})\.(\d{1,5})(?:\.(\d{1,5}))?")]
    private static partial Regex Numbers();
}
