using System.Text.RegularExpressions;

namespace BackupTools.Common.Clouds;

/// <summary>The resource names of keys of Google Cloud KMS.</summary>
internal static partial class GoogleKmsName
{
    /// <summary>True for the name of a key, without a version.</summary>
    /// <param name="text">Any text.</param>
    public static bool Is(string text) => Keys().IsMatch(text);

    [GeneratedRegex(@"\Aprojects/[A-Za-z0-9:.-]{1,100}/locations/[A-Za-z0-9-]{1,63}/keyRings/[A-Za-z0-9_-]{1,63}/cryptoKeys/[A-Za-z0-9_-]{1,63}\z")]
    private static partial Regex Keys();
}
