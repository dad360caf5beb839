using System.Text;
using BackupTools.Abstractions;
using BackupTools.Archive.Zip;

namespace BackupTools.Archive;

/// <summary>
/// Writes an archive, appending only, so that the sink may be a network stream. One thread at a time. After any failure
/// what was written is no archive, and nothing more can be added.
/// </summary>
public sealed class ArchiveWriter : IDisposable
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArchiveHeader _header;
    private readonly ArchiveSeal _seal;
    private readonly string _headerSha256;
    private readonly Sink _sink;
    private readonly DosTime _time;
    private readonly List<ZipMember> _members = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly ChunkFolders _folders = new();
    private bool _isUsable = true;

    private ArchiveWriter(ArchiveSeal seal, string headerSha256, Sink sink)
    {
        ArchiveHeader header = seal.Header;
        _header = header;
        _seal = seal;
        _headerSha256 = headerSha256;
        _sink = sink;
        _time = DosTime.FromUtc(header.CreatedAt);
    }

    /// <summary>Takes over bytes, one piece behind the other.</summary>
    /// <param name="bytes">The bytes; they may change once the call has ended.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public delegate ValueTask Sink(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>How many bytes were written.</summary>
    public long Position { get; private set; }

    /// <summary>What the archive's header says.</summary>
    public ArchiveHeader Header => _header;

    /// <summary>Encrypts members; null where the archive is not encrypted.</summary>
    internal MemberCipher? Cipher => _seal.Cipher;

    /// <summary>Begins an archive: writes the clear header.</summary>
    /// <param name="header">What the file is.</param>
    /// <param name="sink">Receives the file.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <param name="protection">For whom it is encrypted, and who signs it; null for nobody.</param>
    public static async Task<ArchiveWriter> CreateAsync(
        ArchiveHeader header, Sink sink, CancellationToken cancellationToken, ArchiveProtection? protection = null)
    {
        ArchiveSeal seal = await ArchiveSeal.CreateAsync(header, protection ?? ArchiveProtection.None, cancellationToken);
        try
        {
            return await CreateAsync(seal, sink, cancellationToken);
        }
        catch
        {
            seal.Dispose();
            throw;
        }
    }

    private static async Task<ArchiveWriter> CreateAsync(ArchiveSeal seal, Sink sink, CancellationToken cancellationToken)
    {
        ArchiveHeader header = seal.Header;
        byte[] json = ArchiveJson.Write(header);
        string? problem = json.Length > ArchiveFormat.MaxHeaderSize ? "it is too long" : HeaderRules.FindProblem(header);
        if (problem is not null)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"An archive of '{header.Database}' cannot have this header: {problem}.");
        }

        StoredMember stored = MemberCodec.StorePlain(json);
        var writer = new ArchiveWriter(seal, stored.Sha256, sink);
        await writer.AppendAsync(ArchiveFormat.HeaderMember, stored, cancellationToken);
        return writer;
    }

    /// <summary>Compresses and appends a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="compressor">The codec.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>What the manifest must say of it.</returns>
    public async Task<ArchiveScript> WriteScriptAsync(
        SchemaScript script, ICompressor compressor, CancellationToken cancellationToken)
    {
        byte[] raw;
        try
        {
            raw = StrictUtf8.GetBytes(script.Text);
        }
        catch (EncoderFallbackException e)
        {
            throw new BackupException(
                ErrorCode.DatabaseReadFailed, $"The script '{script.Name}' has characters that Unicode does not have.", inner: e);
        }

        StoredMember stored = MemberCodec.Store(raw, $"The script '{script.Name}'", compressor, Cipher, new ChunkBuffer());
        string plainName = script.Name + stored.Extension;
        ZipMember member = await AppendAsync(stored.Name ?? plainName, stored, cancellationToken);
        return new ArchiveScript
        {
            Member = member.Name,
            PlainName = stored.Name is null ? null : plainName,
            Codec = stored.Codec,
            Offset = member.Offset,
            Size = member.Size,
            RawSize = stored.RawSize,
            StoredSha256 = stored.Sha256,
            RawXxh128 = stored.RawXxh128,
        };
    }

    /// <summary>Appends a chunk.</summary>
    /// <param name="chunk">The chunk; its bytes are no longer needed once the call has ended.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>What the manifest must say of it.</returns>
    public async Task<ArchiveChunk> WriteChunkAsync(PreparedChunk chunk, CancellationToken cancellationToken)
    {
        if (chunk.Stored.Name is null != Cipher is null)
            throw new InvalidOperationException("The chunk was prepared for another archive.");
        string plainName = _folders.GetMember(chunk.Info, chunk.Owner, chunk.Stored.Extension);
        ZipMember member = await AppendAsync(chunk.Stored.Name ?? plainName, chunk.Stored, cancellationToken);
        return new ArchiveChunk
        {
            ObjectIndex = chunk.Info.ObjectIndex,
            Index = chunk.Info.Index,
            From = chunk.Info.From,
            To = chunk.Info.To,
            Rows = chunk.Info.Rows,
            Member = member.Name,
            PlainName = chunk.Stored.Name is null ? null : plainName,
            Codec = chunk.Stored.Codec,
            Offset = member.Offset,
            Size = member.Size,
            RawSize = chunk.Stored.RawSize,
            StoredSha256 = chunk.Stored.Sha256,
            RawXxh128 = chunk.Stored.RawXxh128,
        };
    }

    /// <summary>Completes the archive: writes the manifest, the central directory and the end of the file.</summary>
    /// <param name="manifest">Everything the archive holds; the chunks may be in any order.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The manifest as it was written.</returns>
    /// <exception cref="BackupException">
    /// Where the manifest is not of this archive. It is checked like a reader does, so that an archive that no reader
    /// would accept is never completed.
    /// </exception>
    public async Task<ArchiveManifest> CompleteAsync(ArchiveManifest manifest, CancellationToken cancellationToken)
    {
        ArchiveManifest sorted = manifest with
        {
            Chunks = [.. manifest.Chunks.OrderBy(c => c.ObjectIndex).ThenBy(c => c.Index)],
        };
        ManifestDocument document = ManifestDocument.Of(sorted, _header, _headerSha256);
        byte[] json = ArchiveJson.Write(document);
        if (ManifestLimits.FindProblem(json) is { } tooMuch)
        {
            _isUsable = false;
            throw new BackupException(
                ErrorCode.ValueTooLarge, $"'{_header.Database}' is more than one archive can hold: {tooMuch}.",
                $"Back it up in parts, by {Setting.Schema} or {Setting.Table}.", _header.Database);
        }

        string? problem = json.Length > ArchiveFormat.MaxManifestSize
            ? "its manifest is too large"
            : ManifestRules.FindProblem(document, _header, _headerSha256, _members.Skip(1));
        if (problem is not null)
        {
            _isUsable = false;
            throw new BackupException(
                ErrorCode.Unexpected, $"The archive of '{_header.Database}' was not completed: {problem}.",
                "This is a defect of the program; please report it.");
        }

        string name = Cipher is null ? ArchiveFormat.ManifestMember : ArchiveFormat.EncryptedManifestMember;
        StoredMember stored = MemberCodec.StorePlain(json, name, Cipher);
        await AppendAsync(name, stored, cancellationToken);
        if (await _seal.SignAsync(_headerSha256, stored.Sha256, cancellationToken) is { } signatures)
            await AppendAsync(ArchiveFormat.SignatureMember, MemberCodec.StorePlain(ArchiveJson.Write(signatures)), cancellationToken);
        await WriteDirectoryAsync(stored.Sha256, cancellationToken);
        return sorted;
    }

    /// <summary>Forgets the keys; the sink is the caller's.</summary>
    public void Dispose() => _seal.Dispose();

    private async Task WriteDirectoryAsync(string manifestSha256, CancellationToken cancellationToken)
    {
        _isUsable = false;
        long directoryOffset = Position;
        var directory = new ChunkBuffer();
        foreach (ZipMember member in _members)
            CentralEntry.Write(directory, member, _time);
        await WriteAsync(directory.WrittenMemory, cancellationToken);
        var end = new EndRecords(_members.Count, directory.Length, directoryOffset, manifestSha256);
        await WriteAsync(end.Build(), cancellationToken);
    }

    private async Task<ZipMember> AppendAsync(string name, StoredMember stored, CancellationToken cancellationToken)
    {
        if (!_isUsable)
            throw new InvalidOperationException("The archive is complete, or failed.");
        _isUsable = false;
        if (!MemberName.IsValid(name) || !_names.Add(name))
            throw new BackupException(ErrorCode.InvalidArgument, $"An archive cannot have a member '{name}', or not twice.");

        var member = new ZipMember(name, stored.Crc32, stored.Bytes.Length, Position);
        await WriteAsync(LocalHeader.Build(member, _time), cancellationToken);
        await WriteAsync(stored.Bytes, cancellationToken);
        _members.Add(member);
        _isUsable = true;
        return member;
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _sink(bytes, cancellationToken);
        Position += bytes.Length;
    }
}
