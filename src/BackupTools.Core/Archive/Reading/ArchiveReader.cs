using System.Text;
using BackupTools.Abstractions;
using BackupTools.Archive.Zip;

namespace BackupTools.Archive;

/// <summary>
/// An open archive. Opening checks the container, the manifest, and every place and size; reading a member checks its
/// bytes. Members may be read concurrently. Nothing but a <see cref="BackupException"/> is thrown for what a file holds.
/// </summary>
public sealed class ArchiveReader : IArchiveContents, IAsyncDisposable
{
    /// <summary>How many local headers are read at the same time: enough to hide the latency of a remote storage.</summary>
    private const int LayoutParallelism = 8;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly IStorageReader _reader;
    private readonly string _display;
    private readonly ComponentSet _components;
    private readonly MemberReader _members;
    private readonly IReadOnlyList<ZipMember> _directory;
    private readonly DataKey? _key;
    private readonly MemberCipher? _cipher;
    private readonly Dictionary<string, ZipMember> _byName;
    private readonly ReferencedArchives _references;

    private ArchiveReader(
        IStorageReader reader, string display, ComponentSet components, ArchiveHeader header, ArchiveManifest manifest,
        IReadOnlyList<ZipMember> directory, DataKey? key, IReadOnlyList<ArchiveSignature> signatures, ReferencedArchives references)
    {
        _reader = reader;
        _display = display;
        _components = components;
        _members = new MemberReader(reader, display, DosTime.FromUtc(header.CreatedAt));
        _directory = directory;
        _byName = directory.ToDictionary(m => m.Name, StringComparer.Ordinal);
        _references = references;
        _key = key;
        _cipher = CipherOf(header, key);
        Signatures = signatures;
        Header = header;
        Manifest = manifest;
    }

    /// <summary>The clear header.</summary>
    public ArchiveHeader Header { get; }

    /// <inheritdoc/>
    public ArchiveManifest Manifest { get; }

    /// <summary>Who has signed it, and which of the signatures were checked. Empty for an archive that is not signed.</summary>
    public IReadOnlyList<ArchiveSignature> Signatures { get; }

    /// <summary>The size of the file in bytes.</summary>
    public long Length => _reader.Length;

    /// <summary>Opens an archive and checks everything but the local headers and the bytes of scripts and chunks.</summary>
    /// <param name="reader">The file; it belongs to the archive from now on, also where opening fails.</param>
    /// <param name="display">How errors name it.</param>
    /// <param name="components">The codecs.</param>
    /// <param name="place">Where it lies, with others that it may need; null where none can be had.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <param name="keys">What opens an encrypted archive, and whose signatures count; null for nothing.</param>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.KeyMissing"/> or <see cref="ErrorCode.KeyRefused"/> for an encrypted archive;
    /// <see cref="ErrorCode.SignatureRefused"/> or <see cref="ErrorCode.SignatureMissing"/> for one that is not signed as it must be; what
    /// is wrong with the file.
    /// </exception>
    public static async Task<ArchiveReader> OpenAsync(
        IStorageReader reader, string display, ComponentSet components,
        IArchivePlace? place, CancellationToken cancellationToken, ArchiveKeys? keys = null)
    {
        try
        {
            ArchiveHead head = await ArchiveHead.ReadAsync(reader, display, cancellationToken);
            return await OpenAsync(reader, display, head, components, place, keys ?? ArchiveKeys.None, cancellationToken);
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens an archive whose head was read already. Where that fails, the file stays the caller's.</summary>
    internal static async Task<ArchiveReader> OpenAsync(
        IStorageReader reader, string display, ArchiveHead head, ComponentSet components, IArchivePlace? place, ArchiveKeys keys,
        CancellationToken cancellationToken)
    {
        DataKey? key = null;
        try
        {
            IReadOnlyList<ArchiveSignature> signatures = await SignatureReader.ReadAsync(reader, display, head, keys, cancellationToken);
            if (head.Header.Encryption is not null)
                key = await KeyOpening.OpenAsync(display, null, head.Header, keys, place, cancellationToken);
            ArchiveManifest manifest = await ManifestReader.ReadAsync(reader, display, head, CipherOf(head.Header, key), cancellationToken);
            return new ArchiveReader(
                reader, display, components, head.Header, manifest, head.Directory.Members, key, signatures,
                new ReferencedArchives(display, manifest.References, place, keys));
        }
        catch
        {
            key?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Checks the local header of every member. With it, and with every script and chunk read, no byte of the file is
    /// unchecked.
    /// </summary>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/>, naming the member.</exception>
    public Task VerifyLayoutAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        _directory,
        new ParallelOptions { MaxDegreeOfParallelism = LayoutParallelism, CancellationToken = cancellationToken },
        async (member, token) => await _members.CheckHeaderAsync(member, token));

    /// <inheritdoc/>
    public async Task<string> ReadScriptAsync(ArchiveScript script, CancellationToken cancellationToken)
    {
        using BorrowedMember stored = await ReadOwnAsync(script, cancellationToken);
        var raw = new ChunkBuffer();
        MemberCodec.Load(stored, script, _components, _cipher, raw);
        try
        {
            return StrictUtf8.GetString(raw.WrittenSpan);
        }
        catch (DecoderFallbackException e)
        {
            throw ArchiveErrors.Damaged(_display, $"the script '{script.Member}' is not UTF-8", e);
        }
    }

    /// <inheritdoc/>
    public async Task ReadChunkAsync(ArchiveChunk chunk, ChunkBuffer output, CancellationToken cancellationToken)
    {
        output.Clear();
        if (chunk.Archive is null)
        {
            using BorrowedMember own = await ReadOwnAsync(chunk, cancellationToken);
            MemberCodec.Load(own, chunk, _components, _cipher, output);
            return;
        }

        ReferencedArchive other = await _references.GetAsync(chunk.Archive, cancellationToken);
        using BorrowedMember stored = await other.Members.ReadAsync(chunk.Member, chunk.Offset, chunk.Size, crc32: null, cancellationToken);
        MemberCodec.Load(stored, chunk, _components, other.Cipher, output);
    }

    /// <summary>Closes the file, and the other archives that were opened.</summary>
    public async ValueTask DisposeAsync()
    {
        _key?.Dispose();
        await _references.DisposeAsync();
        await _reader.DisposeAsync();
    }

    private static MemberCipher? CipherOf(ArchiveHeader header, DataKey? key) =>
        key is null ? null : new MemberCipher(key, header.Encryption!.SegmentSize);

    private Task<BorrowedMember> ReadOwnAsync(ArchiveMember said, CancellationToken cancellationToken) =>
        _byName.TryGetValue(said.Member, out ZipMember? member) && member.Offset == said.Offset && member.Size == said.Size
            ? _members.ReadAsync(member.Name, member.Offset, member.Size, member.Crc32, cancellationToken)
            : throw new ArgumentException($"The archive '{_display}' has no member '{said.Member}' at {said.Offset:N0}.");
}
