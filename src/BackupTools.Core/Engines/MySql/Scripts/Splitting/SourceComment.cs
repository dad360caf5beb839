using System.Text;
using System.Text.RegularExpressions;

namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>The line at the head of a dump that names its database: <c>-- Host: localhost    Database: shop</c>.</summary>
internal static partial class SourceComment
{
    private const int LongestName = 64;

    /// <summary>The database; null where no line names one.</summary>
    public static string? Find(ReadOnlySpan<byte> head) =>
        Line().Match(Encoding.UTF8.GetString(head)) is { Success: true, Groups: [_, { Value: { Length: > 0 and <= LongestName } name }] } ? name : null;

    [GeneratedRegex(@"^-- Host: [^\r\n]*?[ \t]Database: ([^\r\n]*)\r?$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
