using System.Text.Json.Serialization;
using BackupTools.Abstractions;
using BackupTools.Archive;

namespace BackupTools.Backups;

/// <summary>One backup in one storage: what <c>Backup-Database</c> and <c>Get-Backup</c> emit.</summary>
public sealed record BackupInfo
{
    private readonly IReadOnlyList<string> _references = TextList.Of([]);
    private readonly IReadOnlyList<string>? _recipients;

    /// <summary>The identity of the archive; copies of it have the same.</summary>
    public required string Id { get; init; }

    /// <summary>The engine's permanent name, e.g. <c>sqlite</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>The version of the server or library that the data was read from.</summary>
    public string? EngineVersion { get; init; }

    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>What the backup covers: the name of a <see cref="BackupType"/>, as text so that it is one in JSON and CSV too.</summary>
    public required string Type { get; init; }

    /// <summary>Which part of the database was taken, in words; null for the whole.</summary>
    public string? Selection { get; init; }

    /// <summary>
    /// The server that the data was read from, as it was asked for: host and port; for a database file, the machine and the
    /// file's path. Null in backups of versions that did not record it.
    /// </summary>
    public string? Server { get; init; }

    /// <summary>What the server calls itself, the same under every name it is reached by; null where it does not say.</summary>
    public string? ServerId { get; init; }

    /// <summary>A note of whoever made the backup; null where there is none.</summary>
    public string? Description { get; init; }

    /// <summary>How long it took to make; null in backups of versions that did not record it.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Duration { get; init; }

    /// <summary>The moment of the consistent view that the backup holds, UTC.</summary>
    public required DateTime CreatedAtUtc { get; init; }

    /// <summary>The same moment in local time, so that it compares with <c>Get-Date</c>.</summary>
    [JsonIgnore]
    public DateTime CreatedAt => CreatedAtUtc.ToLocalTime();

    /// <summary>The size of the archive in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The same, as the column of the table is called.</summary>
    [JsonIgnore]
    public long Size => SizeBytes;

    /// <summary>
    /// The size of what it holds, uncompressed, in bytes. Like the figures and names below it is null for a listed backup that is
    /// encrypted: nobody without a key is told.
    /// </summary>
    public long? RawBytes { get; init; }

    /// <summary>The same, as the list calls it.</summary>
    [JsonIgnore]
    public long? RawSize => RawBytes;

    /// <summary>How many tables it holds, those that the database keeps for itself (<c>sqlite_sequence</c>, say) included.</summary>
    public int? Tables { get; init; }

    /// <summary>How many rows they have together; null where the engine could not count them.</summary>
    public long? Rows { get; init; }

    /// <summary>The codec of its data: <c>none</c>, <c>gzip</c>, <c>brotli</c>, <c>zstd</c>.</summary>
    public string? Compression { get; init; }

    /// <summary>The product and version that wrote it.</summary>
    public required string Tool { get; init; }

    /// <summary>True where it is encrypted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Encrypted { get; init; }

    /// <summary>For whom it is encrypted, as the archive says; null where it is not.</summary>
    public IReadOnlyList<string>? Recipients { get => _recipients; init => _recipients = value is null ? null : TextList.Of(value); }

    /// <summary>The identities of the other archives that this one needs; empty for a full backup.</summary>
    public IReadOnlyList<string> References { get => _references; init => _references = TextList.Of(value); }

    /// <summary>The storage's location: an absolute path or a URI.</summary>
    [JsonIgnore]
    public string Storage { get; init; } = "";

    /// <summary>The archive's name in the storage.</summary>
    [JsonIgnore]
    public string Name { get; init; } = "";

    /// <summary>The archive's full path or URI.</summary>
    [JsonIgnore]
    public string Path { get; init; } = "";

    /// <summary>When the archive was written there, by the storage's clock, UTC; null where that is not known.</summary>
    [JsonIgnore]
    public DateTime? StoredAtUtc { get; init; }

    /// <summary>True where it is locked in that storage, and so is not removed.</summary>
    [JsonIgnore]
    public bool Locked { get; init; }

    /// <summary>Why it is locked; null where it is not, or nobody said.</summary>
    [JsonIgnore]
    public string? LockReason { get; init; }

    /// <summary>How to open that storage again; null where the backup was found elsewhere than in one.</summary>
    [JsonIgnore]
    public StorageInfo? StorageInfo { get; init; }

    /// <summary>The hashes of the files that add recipients to it in that storage.</summary>
    [JsonIgnore]
    internal IReadOnlyList<string> AddedKeys { get; init; } = [];

    /// <summary>True where it covers the whole database by itself.</summary>
    internal bool IsFull => Type == nameof(BackupType.Full);

    /// <summary>The archive's path.</summary>
    public override string ToString() => Path;

    /// <summary>The same backup as it lies in a storage.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="name">The archive's name there.</param>
    public BackupInfo In(IBackupStorage storage, string name) =>
        this with { Storage = storage.Location, StorageInfo = storage.Info, Name = name, Path = storage.GetPath(name) };

    /// <summary>The same backup with what its lock says; one of somebody who removes it locks nothing.</summary>
    internal BackupInfo WithLock(BackupLock? found) =>
        this with { Locked = found is { IsRemoval: false }, LockReason = found is { IsRemoval: false } ? found.Reason : null };

    /// <summary>What a storage may say of an encrypted backup to everybody.</summary>
    internal BackupInfo WithoutSecrets() => Encrypted
        ? this with { EngineVersion = null, Selection = null, Description = null, Duration = null, RawBytes = null, Tables = null, Rows = null, Compression = null }
        : this;

    /// <summary>What an archive's header and manifest say, as a backup in a storage.</summary>
    /// <inheritdoc cref="FromManifest" path="/exception"/>
    internal static BackupInfo From(ArchiveHeader header, ArchiveManifest manifest, long sizeBytes, IBackupStorage storage, string name) =>
        FromManifest(manifest, sizeBytes, storage, name) with { Encrypted = header.Encryption is not null, Recipients = RecipientsOf(header) };

    /// <summary>What the header of an encrypted archive says, as a backup in a storage.</summary>
    internal static BackupInfo FromHeader(ArchiveHeader header, long sizeBytes, IBackupStorage storage, string name) => new BackupInfo
    {
        Id = header.Id,
        Engine = header.Engine,
        Database = header.Database,
        Type = header.Facts!.Type.ToString(),
        Server = header.Facts.Server,
        ServerId = header.Facts.ServerId,
        CreatedAtUtc = header.CreatedAt,
        SizeBytes = sizeBytes,
        Tool = header.Tool,
        Encrypted = true,
        Recipients = RecipientsOf(header),
        References = [.. header.Facts.References.Select(r => r.Id)],
    }.In(storage, name);

    /// <summary>What a manifest says, as a backup in a storage.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="sizeBytes">The archive's size.</param>
    /// <param name="storage">The storage.</param>
    /// <param name="name">The archive's name in the storage.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/> where its figures cannot be true.</exception>
    public static BackupInfo FromManifest(ArchiveManifest manifest, long sizeBytes, IBackupStorage storage, string name)
    {
        try
        {
            return Summarize(manifest, sizeBytes).In(storage, name);
        }
        catch (OverflowException e)
        {
            throw new BackupException(
                ErrorCode.ArchiveDamaged, $"The manifest of '{name}' has sizes or row counts that cannot be true.",
                "Use another copy of the backup.", name, e);
        }
    }

    /// <summary>The same backup with the recipients that were added to it.</summary>
    internal BackupInfo WithKeys(IReadOnlyList<AddedKeys> added) => this with
    {
        Recipients = [.. (Recipients ?? []).Concat(added.SelectMany(k => k.Recipients).Select(r => r.ToString())).Distinct()],
        AddedKeys = [.. added.Select(k => k.Sha256)],
    };

    private static string[]? RecipientsOf(ArchiveHeader header) => header.Recipients?.Select(r => r.ToString()).ToArray();

    private static BackupInfo Summarize(ArchiveManifest manifest, long sizeBytes)
    {
        List<ArchiveObject> tables = manifest.Objects.Where(o => o.Kind == "table").ToList();
        return new BackupInfo
        {
            Id = manifest.Id,
            Engine = manifest.Engine,
            EngineVersion = manifest.EngineVersion,
            Database = manifest.Database,
            Type = manifest.Type.ToString(),
            Selection = manifest.Selection,
            Server = manifest.Server,
            ServerId = manifest.ServerId,
            Description = manifest.Description,
            Duration = manifest.Duration,
            CreatedAtUtc = manifest.CreatedAt.Kind == DateTimeKind.Local
                ? manifest.CreatedAt.ToUniversalTime()
                : DateTime.SpecifyKind(manifest.CreatedAt, DateTimeKind.Utc),
            SizeBytes = sizeBytes,
            RawBytes = manifest.RawBytes,
            Tables = tables.Count,
            Rows = tables.All(t => t.Rows is not null) ? tables.Sum(t => t.Rows) : null,
            Compression = MainCodec(manifest),
            Tool = manifest.Tool,
            References = [.. manifest.References.Select(r => r.Id)],
        };
    }

    /// <summary>The codec of most of the archive's own bytes.</summary>
    private static string MainCodec(ArchiveManifest manifest) =>
        manifest.Chunks.Where(c => c.Archive is null).Select(c => (c.Codec, c.RawSize))
            .Concat(manifest.Scripts.Select(s => (s.Codec, s.RawSize)))
            .GroupBy(m => m.Codec, m => m.RawSize, StringComparer.Ordinal)
            .OrderByDescending(g => g.Sum())
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .FirstOrDefault()?.Key ?? "none";
}
