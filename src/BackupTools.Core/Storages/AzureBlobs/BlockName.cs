using System.Globalization;
using System.Text;

namespace BackupTools.Storages.AzureBlobs;

/// <summary>
/// The name of a part: whose it is and when it was sent, by the service's clock, since the service tells nothing but names and sizes of
/// what is not published. Those of other programs are none.
/// </summary>
/// <param name="Mark">The writer's mark.</param>
/// <param name="SentAt">When it was sent, UTC.</param>
/// <param name="Number">Which part it is, from 1.</param>
internal sealed record BlockName(string Mark, DateTime SentAt, int Number)
{
    private const string Begin = "bt";
    private const int MarkLength = 32;
    private const int TimeLength = 10;
    private const int NumberLength = 5;

    /// <summary>As the service knows it: Base64, and as long as all others.</summary>
    public string Id => Convert.ToBase64String(Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{Begin}{Mark}{new DateTimeOffset(SentAt).ToUnixTimeSeconds():d10}{Number:d5}")));

    /// <summary>Understands what the service says; null for a name that is none of ours.</summary>
    /// <param name="id">In Base64.</param>
    public static BlockName? Parse(string id)
    {
        byte[] bytes = new byte[64];
        if (!Convert.TryFromBase64String(id, bytes, out int length) || length != Begin.Length + MarkLength + TimeLength + NumberLength)
            return null;
        string text = Encoding.ASCII.GetString(bytes, 0, length);
        return text.StartsWith(Begin, StringComparison.Ordinal)
            && text.Substring(Begin.Length, MarkLength).All(char.IsAsciiHexDigitLower)
            && long.TryParse(text.AsSpan(Begin.Length + MarkLength, TimeLength), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            && int.TryParse(text.AsSpan(^NumberLength), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? new BlockName(text.Substring(Begin.Length, MarkLength), DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime, number)
            : null;
    }
}
