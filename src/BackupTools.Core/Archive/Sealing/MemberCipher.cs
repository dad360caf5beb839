using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>
/// Encrypts the members of one archive, and back: a salt, and then segments under AES-256-GCM. The key follows from the salt, the
/// archive and the member's name, the nonce from the segment's number and whether it is the last: so a segment opens nowhere but in
/// its place, and a member is never shorter than it was.
/// </summary>
/// <param name="key">The archive's data key.</param>
/// <param name="segmentSize">How many bytes a segment has at most before it is encrypted.</param>
internal sealed class MemberCipher(DataKey key, int segmentSize)
{
    public const int SaltLength = 16;
    public const int TagLength = 16;
    private const int NonceLength = 12;

    private int _members;

    /// <summary>A name for the next member, which tells nothing. Any thread may ask.</summary>
    public string NextName() => string.Create(CultureInfo.InvariantCulture, $"m/{Interlocked.Increment(ref _members):d8}.enc");

    /// <summary>The size that this many bytes have once they are encrypted.</summary>
    public long StoredSize(long plain) => SaltLength + plain + (Math.Max(1, (plain + segmentSize - 1) / segmentSize) * TagLength);

    /// <summary>Encrypts.</summary>
    /// <param name="member">The member's name.</param>
    /// <param name="plain">The bytes.</param>
    /// <param name="output">Cleared, then filled with the stored bytes.</param>
    public void Encrypt(string member, ReadOnlySpan<byte> plain, ChunkBuffer output)
    {
        output.Clear();
        output.GetSpan(checked((int)StoredSize(plain.Length)));
        Span<byte> salt = output.GetSpan(SaltLength)[..SaltLength];
        RandomNumberGenerator.Fill(salt);
        using AesGcm cipher = key.CipherOf(salt, member, segmentSize);
        output.Advance(SaltLength);

        Span<byte> nonce = stackalloc byte[NonceLength];
        for (long number = 0; ; number++)
        {
            int length = Math.Min(segmentSize, plain.Length);
            bool isLast = length == plain.Length;
            SetNonce(nonce, number, isLast);
            Span<byte> target = output.GetSpan(length + TagLength);
            cipher.Encrypt(nonce, plain[..length], target[..length], target.Slice(length, TagLength));
            output.Advance(length + TagLength);
            plain = plain[length..];
            if (isLast)
                return;
        }
    }

    /// <summary>Decrypts. Nothing of a segment comes out before its tag was checked.</summary>
    /// <param name="display">How errors name the file.</param>
    /// <param name="member">The member's name.</param>
    /// <param name="stored">The stored bytes.</param>
    /// <param name="output">Cleared, then filled with the bytes.</param>
    /// <exception cref="BackupException">Where it is not what was encrypted under this name in this archive.</exception>
    public void Decrypt(string display, string member, ReadOnlySpan<byte> stored, ChunkBuffer output)
    {
        output.Clear();
        ReadOnlySpan<byte> rest = stored;
        if (rest.Length < SaltLength + TagLength)
            throw Refused(display, member);
        output.GetSpan(rest.Length);
        using AesGcm cipher = key.CipherOf(rest[..SaltLength], member, segmentSize);
        rest = rest[SaltLength..];
        Span<byte> nonce = stackalloc byte[NonceLength];
        for (long number = 0; ; number++)
        {
            int length = Math.Min(segmentSize, rest.Length - TagLength);
            bool isLast = length + TagLength == rest.Length;
            if (length < 0 || (length == 0 && number > 0))
                throw Refused(display, member);
            SetNonce(nonce, number, isLast);
            try
            {
                cipher.Decrypt(nonce, rest[..length], rest.Slice(length, TagLength), output.GetSpan(length)[..length]);
            }
            catch (AuthenticationTagMismatchException e)
            {
                throw Refused(display, member, e);
            }

            output.Advance(length);
            rest = rest[(length + TagLength)..];
            if (isLast)
                return;
        }
    }

    private static void SetNonce(Span<byte> nonce, long number, bool isLast)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[3..], number);
        nonce[^1] = isLast ? (byte)1 : (byte)0;
    }

    private static BackupException Refused(string display, string member, Exception? cause = null) => ArchiveErrors.Damaged(
        display, $"the member '{member}' is not what was encrypted under that name in this archive", cause);
}
