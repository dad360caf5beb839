using BackupTools.Abstractions;

namespace BackupTools.Encryption;

/// <summary>The bytes in a recipient's entry or a signature, which may be anything at all.</summary>
internal static class EntryBytes
{
    /// <summary>Decodes base64; null where it is none.</summary>
    public static byte[]? Decode(string? text)
    {
        byte[] bytes = new byte[((text?.Length ?? 0) * 3 / 4) + 3];
        return text is not null && Convert.TryFromBase64String(text, bytes, out int length) ? bytes[..length] : null;
    }
}
