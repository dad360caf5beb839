using System.Security.Cryptography;

namespace BackupTools.Archive;

/// <summary>SHA-256 as the format writes it: 64 lower-case hexadecimal digits.</summary>
internal static class Sha256Text
{
    private const int Length = 64;

    public static string Of(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, hash);
        return Convert.ToHexString(hash).ToLowerInvariant();
    }

    public static bool IsValid(string? text) => IsHex(text, Length);

    /// <summary>True where the text is so many lower-case hexadecimal digits.</summary>
    public static bool IsHex(string? text, int length) =>
        text is not null && text.Length == length && text.All(char.IsAsciiHexDigitLower);
}
