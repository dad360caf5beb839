using System.Text;
using System.Text.Json;
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
    private readonly Dictionary<string, ZipMember> _byName;
    private readonly ReferencedArchives _references;

    private ArchiveReader(
        IStorageReader reader, string display, ComponentSet components, ArchiveHeader header, ArchiveManifest manifest,
        IReadOnlyList<ZipMember> directory, Func<ArchiveReference, CancellationToken, Task<IStorageReader>>? openReference)
    {
        _reader = reader;
        _display = display;
        _components = components;
        _members = new MemberReader(reader, display, DosTime.FromUtc(header.CreatedAt));
        _directory = directory;
        _byName = directory.ToDictionary(m => m.Name, StringComparer.Ordinal);
        _references = new ReferencedArchives(display, manifest.References, openReference);
        Header = header;
        Manifest = manifest;
    }

    /// <summary>The clear header.</summary>
    public ArchiveHeader Header { get; }

    /// <inheritdoc/>
    public ArchiveManifest Manifest { get; }

    /// <summary>The size of the file in bytes.</summary>
    public long Length => _reader.Length;

    /// <summary>Opens an archive and checks everything but the local headers and the bytes of scripts and chunks.</summary>
    /// <param name="reader">The file; it belongs to the archive from now on, also where opening fails.</param>
    /// <param name="display">How errors name it.</param>
    /// <param name="components">The codecs.</param>
    /// <param name="openReference">Opens another archive that this one needs; null where none can be had.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static async Task<ArchiveReader> OpenAsync(
        IStorageReader reader, string display, ComponentSet components,
        Func<ArchiveReference, CancellationToken, Task<IStorageReader>>? openReference, CancellationToken cancellationToken)
    {
        try
        {
            (ArchiveHeader header, ZipMember headerMember) = await HeaderReader.ReadAsync(reader, display, cancellationToken);
            CentralDirectory directory =
                await CentralDirectory.ReadAsync(reader, display, header, headerMember, cancellationToken);
            ArchiveManifest manifest = await ReadManifestAsync(reader, display, header, directory, cancellationToken);
            return new ArchiveReader(reader, display, components, header, manifest, directory.Members, openReference);
        }
        catch
        {
            await reader.DisposeAsync();
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
        MemberCodec.Load(stored, script, _components, raw);
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
        using BorrowedMember stored = chunk.Archive is null
            ? await ReadOwnAsync(chunk, cancellationToken)
            : await (await _references.GetAsync(chunk.Archive, cancellationToken))
                .ReadAsync(chunk.Member, chunk.Offset, chunk.Size, crc32: null, cancellationToken);
        MemberCodec.Load(stored, chunk, _components, output);
    }

    /// <summary>Closes the file, and the other archives that were opened.</summary>
    public async ValueTask DisposeAsync()
    {
        await _references.DisposeAsync();
        await _reader.DisposeAsync();
    }

    private static async Task<ArchiveManifest> ReadManifestAsync(
        IStorageReader reader, string display, ArchiveHeader header, CentralDirectory directory,
        CancellationToken cancellationToken)
    {
        ZipMember member = directory.Members[^1];
        if (member.Size > ArchiveFormat.MaxManifestSize)
            throw ArchiveErrors.Damaged(display, $"its manifest claims to have {member.Size:N0} bytes, and may have {ArchiveFormat.MaxManifestSize:N0}");
        var members = new MemberReader(reader, display, DosTime.FromUtc(header.CreatedAt));
        using BorrowedMember json =
            await members.ReadAsync(member.Name, member.Offset, member.Size, member.Crc32, cancellationToken);
        MemberCodec.Check(display, member.Name, json.Bytes.Span, json.Crc32, directory.ManifestSha256);

        ManifestDocument manifest;
        try
        {
            if (ManifestLimits.FindProblem(json.Bytes.Span) is { } tooMuch)
                throw ArchiveErrors.Damaged(display, tooMuch);
            manifest = ArchiveJson.ReadManifest(json.Bytes);
        }
        catch (JsonException e)
        {
            throw ArchiveErrors.Damaged(display, "its manifest is not the JSON it must be", e);
        }

        string? problem = ManifestRules.FindProblem(manifest, header, directory.Members.Skip(1).SkipLast(1));
        return problem is null ? manifest.ToManifest() : throw ArchiveErrors.Damaged(display, problem);
    }

    private Task<BorrowedMember> ReadOwnAsync(ArchiveMember said, CancellationToken cancellationToken) =>
        _byName.TryGetValue(said.Member, out ZipMember? member) && member.Offset == said.Offset && member.Size == said.Size
            ? _members.ReadAsync(member.Name, member.Offset, member.Size, member.Crc32, cancellationToken)
            : throw new ArgumentException($"The archive '{_display}' has no member '{said.Member}' at {said.Offset:N0}.");
}
