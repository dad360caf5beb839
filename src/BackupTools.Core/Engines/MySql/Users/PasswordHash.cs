using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Engines.MySql.Users;

/// <summary>Makes of a password what a server keeps of it, so that the password itself is never sent.</summary>
internal static class PasswordHash
{
    public const string CachingSha2 = "caching_sha2_password";
    public const string Native = "mysql_native_password";
    public const string Sha256 = "sha256_password";

    private const int SaltLength = 20;
    private const int DefaultRounds = 5000;

    /// <summary>The servers take no longer ones.</summary>
    private const int MaxBytes = 256;

    /// <summary>How the servers' own library writes bits; also what a salt is made of.</summary>
    private const string Letters = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>The order in which SHA-crypt writes the bytes.</summary>
    private static readonly int[] Order =
        [0, 10, 20, 21, 1, 11, 12, 22, 2, 3, 13, 23, 24, 4, 14, 15, 25, 5, 6, 16, 26, 27, 7, 17, 18, 28, 8, 9, 19, 29];

    /// <summary>True for plug-ins that keep a password which can be made here.</summary>
    public static bool IsKnown(string plugin) => plugin is CachingSha2 or Native or Sha256;

    /// <summary>True for plug-ins that keep a password.</summary>
    public static bool IsOfPassword(string plugin) => IsKnown(plugin) || plugin is "" or "mysql_old_password" or "ed25519" or "parsec";

    /// <summary>Makes it.</summary>
    /// <param name="plugin">The plug-in that is to check the password.</param>
    /// <param name="password">The password.</param>
    /// <param name="rounds">How often <c>caching_sha2_password</c> works it over; null for what every version has done.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where the servers could not take it.</exception>
    public static string Make(string plugin, string password, int? rounds)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(password);
        try
        {
            if (bytes.Length > MaxBytes)
                throw new BackupException(ErrorCode.InvalidArgument, $"The password is longer than {MaxBytes} bytes, which no server takes.", "Give a shorter one.");
            if (plugin == Native)
                return MakeNative(bytes);
            byte[] salt = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetString(Letters, SaltLength));
            return plugin == Sha256
                ? $"$5${Encoding.ASCII.GetString(salt)}${Crypt(bytes, salt, DefaultRounds)}"
                : MakeCaching(bytes, salt, rounds ?? DefaultRounds);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>That of <c>caching_sha2_password</c>: the rounds are counted in thousands, in three hexadecimal digits.</summary>
    internal static string MakeCaching(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int rounds)
    {
        int thousands = Math.Clamp(rounds / 1000, 5, 0xFFF);
        return $"$A${thousands.ToString("X3", CultureInfo.InvariantCulture)}${Encoding.ASCII.GetString(salt)}{Crypt(password, salt, thousands * 1000)}";
    }

    [SuppressMessage("Security", "CA5350", Justification = "It is what the servers' oldest authentication is made of.")]
    private static string MakeNative(ReadOnlySpan<byte> password) => "*" + Convert.ToHexString(SHA1.HashData(SHA1.HashData(password)));

    /// <summary>The SHA-crypt of Unix, with the longer salt that MySQL gives it.</summary>
    private static string Crypt(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int rounds)
    {
        byte[] other = SHA256.HashData([.. password, .. salt, .. password]);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(password);
        hash.AppendData(salt);
        hash.AppendData(Repeated(other, password.Length));
        for (int bits = password.Length; bits > 0; bits >>= 1)
            hash.AppendData((bits & 1) != 0 ? other : password);
        byte[] digest = hash.GetHashAndReset();

        for (int i = 0; i < password.Length; i++)
            hash.AppendData(password);
        byte[] p = Repeated(hash.GetHashAndReset(), password.Length);
        for (int i = 0; i < 16 + digest[0]; i++)
            hash.AppendData(salt);
        byte[] s = Repeated(hash.GetHashAndReset(), salt.Length);

        for (int round = 0; round < rounds; round++)
        {
            hash.AppendData((round & 1) != 0 ? p : digest);
            if (round % 3 != 0)
                hash.AppendData(s);
            if (round % 7 != 0)
                hash.AppendData(p);
            hash.AppendData((round & 1) != 0 ? digest : p);
            digest = hash.GetHashAndReset();
        }

        CryptographicOperations.ZeroMemory(p);
        return Written(digest);
    }

    private static byte[] Repeated(byte[] bytes, int length)
    {
        byte[] result = new byte[length];
        for (int i = 0; i < length; i++)
            result[i] = bytes[i % bytes.Length];
        return result;
    }

    /// <summary>Three bytes in four letters each, the lowest bits first.</summary>
    private static string Written(byte[] digest)
    {
        StringBuilder text = new();
        void Add(int high, int middle, int low, int letters)
        {
            int bits = (high << 16) | (middle << 8) | low;
            for (; letters > 0; letters--, bits >>= 6)
                text.Append(Letters[bits & 0x3F]);
        }

        for (int i = 0; i < Order.Length; i += 3)
            Add(digest[Order[i]], digest[Order[i + 1]], digest[Order[i + 2]], 4);
        Add(0, digest[31], digest[30], 3);
        return text.ToString();
    }
}
