using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BackupTools.Archive;

/// <summary>The random key of one archive, and the keys that follow from it.</summary>
internal sealed class DataKey : IDisposable
{
    /// <summary>The length of a key of AES-256.</summary>
    public const int Length = 32;

    private readonly byte[] _key = GC.AllocateUninitializedArray<byte>(Length, pinned: true);
    private readonly byte[] _archiveId;

    private DataKey(string archiveId) => _archiveId = Convert.FromHexString(archiveId);

    /// <summary>The key itself, to be wrapped.</summary>
    public ReadOnlyMemory<byte> Bytes => _key;

    /// <summary>
    /// What a header says, so that the same bytes cannot be one archive under one key and another under a second: AES-GCM alone
    /// does not hold that.
    /// </summary>
    public string Commitment => HashText.Hex(Derive([], "BackupTools commitment 1", []));

    /// <summary>A new key.</summary>
    /// <param name="archiveId">The archive's identity.</param>
    public static DataKey Create(string archiveId)
    {
        DataKey key = new(archiveId);
        RandomNumberGenerator.Fill(key._key);
        return key;
    }

    /// <summary>A key that was unwrapped.</summary>
    /// <param name="bytes">The key; it is copied.</param>
    /// <param name="archiveId">The archive's identity.</param>
    public static DataKey Of(ReadOnlySpan<byte> bytes, string archiveId)
    {
        DataKey key = new(archiveId);
        bytes.CopyTo(key._key);
        return key;
    }

    /// <summary>The cipher of one member.</summary>
    /// <param name="salt">The member's salt.</param>
    /// <param name="member">The member's name.</param>
    /// <param name="segmentSize">The size of its segments.</param>
    public AesGcm CipherOf(ReadOnlySpan<byte> salt, string member, int segmentSize)
    {
        byte[] context = new byte[sizeof(int) + Encoding.UTF8.GetByteCount(member)];
        BinaryPrimitives.WriteInt32BigEndian(context, segmentSize);
        Encoding.UTF8.GetBytes(member, context.AsSpan(sizeof(int)));
        byte[] key = Derive(salt, "BackupTools member 1", context);
        try
        {
            return new AesGcm(key, MemberCipher.TagLength);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    private byte[] Derive(ReadOnlySpan<byte> salt, string purpose, ReadOnlySpan<byte> context)
    {
        byte[] key = GC.AllocateUninitializedArray<byte>(Length, pinned: true);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, key, salt, [.. Encoding.ASCII.GetBytes(purpose), 0, .. _archiveId, .. context]);
        return key;
    }
}
