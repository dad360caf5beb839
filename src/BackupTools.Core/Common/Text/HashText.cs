using System.Globalization;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace BackupTools.Common;

/// <summary>Hashes as the archive format writes them: lower-case hexadecimal digits.</summary>
internal static class HashText
{
    private const int Sha256Digits = 64, Xxh128Digits = 32;

    /// <summary>SHA-256.</summary>
    public static string Sha256Of(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, hash);
        return Hex(hash);
    }

    /// <summary>Bytes as lower-case hexadecimal digits.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes).ToLowerInvariant();

    /// <summary>XXH3 of 128 bits with the seed 0, the high half first.</summary>
    public static string Xxh128Of(ReadOnlySpan<byte> data) =>
        XxHash128.HashToUInt128(data).ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>True where the text can be a SHA-256.</summary>
    public static bool IsSha256(string? text) => IsHex(text, Sha256Digits);

    /// <summary>True where the text can be an XXH3 of 128 bits.</summary>
    public static bool IsXxh128(string? text) => IsHex(text, Xxh128Digits);

    /// <summary>True where the text is so many lower-case hexadecimal digits.</summary>
    public static bool IsHex(string? text, int length) =>
        text is not null && text.Length == length && text.All(char.IsAsciiHexDigitLower);
}
