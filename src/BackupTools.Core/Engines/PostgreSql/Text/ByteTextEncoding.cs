using System.Text;

namespace BackupTools.Engines.PostgreSql.Text;

/// <summary><see cref="ByteText"/> to and from the bytes that it stands for. It refuses to write text that is no Unicode.</summary>
internal sealed class ByteTextEncoding : Encoding
{
    /// <summary>The encoding.</summary>
    public static readonly ByteTextEncoding Instance = new();

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private ByteTextEncoding()
    {
    }

    /// <inheritdoc/>
    public override byte[] GetBytes(string s) => ByteText.ToBytes(s, Strict);

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => GetBytes(new string(chars, index, count)).Length;

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
    {
        byte[] written = GetBytes(new string(chars, charIndex, charCount));
        written.CopyTo(bytes, byteIndex);
        return written.Length;
    }

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => ByteText.FromBytes(bytes.AsSpan(index, count)).Length;

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        string read = ByteText.FromBytes(bytes.AsSpan(byteIndex, byteCount));
        read.CopyTo(chars.AsSpan(charIndex));
        return read.Length;
    }

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => Strict.GetMaxByteCount(charCount);

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => checked(byteCount * 2);
}
