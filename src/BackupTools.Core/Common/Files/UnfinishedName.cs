using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace BackupTools.Common;

/// <summary>
/// What a file or folder is called until it is complete: <c>.name.partial-host-process-random</c>, beside where it will be. The
/// name says whose it is; whether that one is alive, only <see cref="Unfinished"/> knows.
/// </summary>
internal static partial class UnfinishedName
{
    private const int MaxNameBytes = 100;

    private static readonly string Host = HostName();

    /// <summary>A new path beside the final one.</summary>
    public static string NewPath(string path) => Path.Combine(
        Path.GetDirectoryName(path)!,
        $"{Prefix(Path.GetFileName(path))}{Host}-{Environment.ProcessId}-{Convert.ToHexString(RandomNumberGenerator.GetBytes(8)).ToLowerInvariant()}");

    /// <summary>True for names that this class gives.</summary>
    /// <param name="fileName">A name without its folder.</param>
    /// <param name="name">The final name that it must be of; null for any.</param>
    public static bool Is(string fileName, string? name = null) =>
        Pattern().IsMatch(fileName) && (name is null || fileName.StartsWith(Prefix(name), StringComparison.Ordinal));

    /// <summary>True where it was given on this machine, whose locks can be seen.</summary>
    public static bool IsOfThisHost(string fileName) => Pattern().Match(fileName).Groups["host"].Value == Host;

    private static string Prefix(string name) => $".{Shorten(name)}.partial-";

    /// <summary>Cuts the name, so that the temporary one fits where the final one does.</summary>
    private static string Shorten(string name)
    {
        int length = 0;
        int bytes = 0;
        foreach (Rune rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxNameBytes)
                break;
            length += rune.Utf16SequenceLength;
        }

        return name[..length];
    }

    private static string HostName()
    {
        var name = new StringBuilder();
        foreach (char c in Environment.MachineName.Take(40))
            name.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '_');
        return name.ToString();
    }

    [GeneratedRegex(@"^\..*\.partial-(?<host>[A-Za-z0-9._]*)-[0-9]+-[0-9a-f]{16}$", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Pattern();
}
