using System.Globalization;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Engines.Shared;

/// <summary>Text with percent signs, as the parts of a URI have it.</summary>
internal static class PercentText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes percent signs; unlike <see cref="Uri.UnescapeDataString(string)"/> it takes no wrong one.</summary>
    /// <param name="text">The part.</param>
    /// <param name="what">What it is, for errors.</param>
    /// <param name="error">Makes an error of what is wrong and what to do.</param>
    public static string Decode(string text, string what, Func<string, string, BackupException> error)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        byte[] encoded = Encoding.UTF8.GetBytes(text);
        List<byte> result = new(encoded.Length);
        for (int i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] != '%')
            {
                result.Add(encoded[i]);
                continue;
            }

            if (i + 2 >= encoded.Length
                || !byte.TryParse(encoded.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value)
                || value == 0)
            {
                throw error($"After a '%' in its {what} must come two hexadecimal digits that are not 00.", "Write a '%' itself as %25.");
            }

            result.Add(value);
            i += 2;
        }

        try
        {
            return StrictUtf8.GetString(result.ToArray());
        }
        catch (ArgumentException)
        {
            throw error($"The percent-encoded bytes of its {what} are not UTF-8.", "");
        }
    }
}
