using BackupTools.Archive;

namespace BackupTools.Tests.Fakes;

/// <summary>An archive in memory, filled from a backup source as the backup job would.</summary>
internal sealed class FakeArchive : ArchiveInMemory
{
    public override required ArchiveManifest Manifest { get; set; }

    public static async Task<FakeArchive> DrainAsync(
        IBackupSource source, string engine, CancellationToken cancellationToken, ObjectSelection? selection = null)
    {
        var archive = new FakeArchive { Manifest = null! };
        var scripts = (await source.ReadScriptsAsync(cancellationToken)).Select(s => archive.AddScript(s.Name, s.Text)).ToList();
        var chunks = new List<ArchiveChunk>();
        await Task.WhenAll(source.Parts.Select(part => Task.Run(
            async () =>
            {
                var buffer = new ChunkBuffer();
                while (await part.ReadNextAsync(buffer, cancellationToken) is { } info)
                {
                    ArchiveChunk chunk = archive.AddChunk(info, buffer.WrittenSpan.ToArray());
                    lock (chunks)
                        chunks.Add(chunk);
                    buffer.Clear();
                }
            },
            cancellationToken)));
        IReadOnlyList<TableContent> content = await source.CompleteAsync(cancellationToken);
        Dictionary<(string, string), TableContent> byName = content.ToDictionary(c => (c.Schema, c.Name));
        archive.Manifest = new ArchiveManifest
        {
            Id = Guid.NewGuid().ToString("N"),
            Engine = engine,
            EngineVersion = source.EngineVersion,
            Database = source.Database,
            Type = selection?.IsEverything ?? source.Objects.Any(o => o.Kind == "pages") ? BackupType.Full : BackupType.Table,
            Selection = selection?.Describe(),
            CreatedAt = source.SnapshotTime,
            Tool = "test",
            Properties = source.Properties,
            Objects = source.Objects.Select(o => o.Kind == "table" ? WithFigures(o, byName[(o.Schema, o.Name)]) : o).ToList(),
            Scripts = scripts,
            Chunks = chunks.OrderBy(c => c.ObjectIndex).ThenBy(c => c.Index).ToList(),
        };
        return archive;
    }

    public byte[] this[ArchiveChunk chunk]
    {
        get => Members[chunk.Member];
        set => Members[chunk.Member] = value;
    }

    private static ArchiveObject WithFigures(ArchiveObject table, TableContent content) => table with
    {
        Rows = content.Rows,
        Checksum = content.Checksum?.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
        Note = content.Note,
    };

    private ArchiveChunk AddChunk(ChunkInfo info, byte[] bytes)
    {
        string member = $"data/{info.ObjectIndex}/{info.Index}{info.Extension}";
        lock (Members)
            Members.Add(member, bytes);
        return new ArchiveChunk
        {
            ObjectIndex = info.ObjectIndex, Index = info.Index, From = info.From, To = info.To, Rows = info.Rows,
            Member = member, Codec = "none", Offset = 0, Size = bytes.Length, RawSize = bytes.Length,
            StoredSha256 = HashText.Sha256Of(bytes), RawXxh128 = HashText.Xxh128Of(bytes),
        };
    }
}
