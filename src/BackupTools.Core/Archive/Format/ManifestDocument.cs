using System.Text.Json.Serialization;
using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary><c>manifest.json</c> as it is written: the manifest and, before it, the members of the header.</summary>
internal sealed record ManifestDocument
{
    public required int Format { get; init; }

    public required int MinReader { get; init; }

    public required string Id { get; init; }

    public required string Engine { get; init; }

    public required string Database { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required string Tool { get; init; }

    /// <summary>The hash of the header as it is stored, where the archive is encrypted: so nothing of the header can be altered.</summary>
    public string? HeaderSha256 { get; init; }

    public string? EngineVersion { get; init; }

    public required BackupType Type { get; init; }

    public string? Selection { get; init; }

    public string? Server { get; init; }

    public string? ServerId { get; init; }

    public string? Description { get; init; }

    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Duration { get; init; }

    public required IReadOnlyDictionary<string, string> Properties { get; init; }

    public required IReadOnlyList<ArchiveReference> References { get; init; }

    public required IReadOnlyList<ArchiveObject> Objects { get; init; }

    public required IReadOnlyList<ArchiveScript> Scripts { get; init; }

    public required IReadOnlyList<ArchiveChunk> Chunks { get; init; }

    public static ManifestDocument Of(ArchiveManifest manifest, ArchiveHeader header, string headerSha256) => new()
    {
        HeaderSha256 = header.Encryption is null ? null : headerSha256,
        Format = header.Format,
        MinReader = header.MinReader,
        Id = manifest.Id,
        Engine = manifest.Engine,
        Database = manifest.Database,
        CreatedAt = manifest.CreatedAt,
        Tool = manifest.Tool,
        EngineVersion = manifest.EngineVersion,
        Type = manifest.Type,
        Selection = manifest.Selection,
        Server = manifest.Server,
        ServerId = manifest.ServerId,
        Description = manifest.Description,
        Duration = manifest.Duration,
        Properties = manifest.Properties,
        References = manifest.References,
        Objects = manifest.Objects,
        Scripts = manifest.Scripts,
        Chunks = manifest.Chunks,
    };

    public ArchiveManifest ToManifest() => new()
    {
        Id = Id,
        Engine = Engine,
        Database = Database,
        CreatedAt = CreatedAt,
        Tool = Tool,
        EngineVersion = EngineVersion,
        Type = Type,
        Selection = Selection,
        Server = Server,
        ServerId = ServerId,
        Description = Description,
        Duration = Duration,
        Properties = Properties,
        References = References,
        Objects = Objects,
        Scripts = Scripts,
        Chunks = Chunks,
    };

    /// <summary>The header as the manifest repeats it.</summary>
    public ArchiveHeader ToHeader() => new()
    {
        Format = Format,
        MinReader = MinReader,
        Id = Id,
        Engine = Engine,
        Database = Database,
        CreatedAt = CreatedAt,
        Tool = Tool,
    };
}
