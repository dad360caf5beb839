using System.Buffers.Binary;
using System.IO.Hashing;
using Amazon.S3;
using Amazon.S3.Model;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.S3;

/// <summary>The requests that make an object, with all that the storage's options ask for.</summary>
internal static class S3Requests
{
    /// <summary>Where an object's metadata say who wrote it.</summary>
    public const string MarkName = "x-amz-meta-backuptools-writer";

    private const string ContentType = "application/octet-stream";

    /// <summary>Begins an upload of parts.</summary>
    public static InitiateMultipartUploadRequest Begin(S3Storage storage, string name, string mark)
    {
        S3Settings settings = storage.Settings;
        InitiateMultipartUploadRequest request = new()
        {
            BucketName = storage.Bucket, Key = storage.KeyOf(name), ContentType = ContentType, ServerSideEncryptionMethod = settings.Encryption,
            ServerSideEncryptionKeyManagementServiceKeyId = settings.KmsKeyId, StorageClass = settings.StorageClass,
        };
        request.Metadata[MarkName] = mark;
        if (settings.Checksum)
            (request.ChecksumAlgorithm, request.ChecksumType) = (ChecksumAlgorithm.CRC32, ChecksumType.FULL_OBJECT);
        if (settings.Kept.Of(name) is { } until)
            (request.ObjectLockMode, request.ObjectLockRetainUntilDate) = (settings.Kept.RetentionMode, until);
        return request;
    }

    /// <summary>Writes a whole object, where there is none of that name.</summary>
    public static PutObjectRequest Put(S3Storage storage, string name, string mark, PartBuffer content, Patience patience)
    {
        S3Settings settings = storage.Settings;
        PutObjectRequest request = new()
        {
            BucketName = storage.Bucket, Key = storage.KeyOf(name), IfNoneMatch = "*", ContentType = ContentType,
            InputStream = content.OpenRead(patience.Moved), UseChunkEncoding = false, ChecksumCRC32 = Checksum(storage, content),
            ServerSideEncryptionMethod = settings.Encryption, ServerSideEncryptionKeyManagementServiceKeyId = settings.KmsKeyId,
            StorageClass = settings.StorageClass,
        };
        request.Metadata[MarkName] = mark;
        if (settings.Checksum)
            request.ChecksumAlgorithm = ChecksumAlgorithm.CRC32; // A bucket with object lock wants it named, too.
        if (settings.Kept.Of(name) is { } until)
            (request.ObjectLockMode, request.ObjectLockRetainUntilDate) = (settings.Kept.RetentionMode, until);
        return request;
    }

    /// <summary>The checksum that goes along with a part; null where the service is not to have any.</summary>
    public static string? Checksum(S3Storage storage, PartBuffer part)
    {
        if (!storage.Settings.Checksum)
            return null;
        Crc32 crc = new();
        foreach (ReadOnlyMemory<byte> piece in part.Pieces())
            crc.Append(piece.Span);
        return Text(crc);
    }

    /// <summary>A checksum as the protocol writes it.</summary>
    public static string Text(Crc32 crc)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, crc.GetCurrentHashAsUInt32());
        return Convert.ToBase64String(bytes);
    }
}
