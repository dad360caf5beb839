using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace BackupTools.Common;

/// <summary>Secure strings made of text and bytes, and back; the bytes are those of UTF-16, so that nothing is lost.</summary>
internal static class SecureText
{
    /// <summary>The text as a secure string.</summary>
    public static SecureString Of(ReadOnlySpan<char> text)
    {
        SecureString result = new();
        foreach (char c in text)
            result.AppendChar(c);
        result.MakeReadOnly();
        return result;
    }

    /// <summary>The text as a secure string; null for none.</summary>
    public static SecureString? OrNull(string? text) => string.IsNullOrEmpty(text) ? null : Of(text);

    /// <summary>The secure string of bytes that <see cref="ToBytes"/> made.</summary>
    public static SecureString Of(ReadOnlySpan<byte> bytes) => Of(MemoryMarshal.Cast<byte, char>(bytes));

    /// <summary>The text as bytes, which the caller clears.</summary>
    public static byte[] ToBytes(SecureString text)
    {
        nint copy = Marshal.SecureStringToGlobalAllocUnicode(text);
        try
        {
            byte[] result = GC.AllocateArray<byte>(text.Length * sizeof(char), pinned: true);
            Marshal.Copy(copy, result, 0, result.Length);
            return result;
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(copy);
        }
    }

    /// <summary>The text in UTF-8, which the caller clears.</summary>
    public static byte[] ToUtf8(SecureString text)
    {
        byte[] wide = ToBytes(text);
        try
        {
            ReadOnlySpan<char> characters = MemoryMarshal.Cast<byte, char>(wide);
            byte[] result = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(characters), pinned: true);
            Encoding.UTF8.GetBytes(characters, result);
            return result;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(wide);
        }
    }

    /// <summary>The text as characters, which the caller clears.</summary>
    public static char[] ToCharacters(SecureString text)
    {
        byte[] wide = ToBytes(text);
        try
        {
            return MemoryMarshal.Cast<byte, char>(wide).ToArray();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(wide);
        }
    }
}
