using System.Text;

namespace BackupTools.Tests.Fakes;

/// <summary>A restore into a <see cref="FakeEngine"/>.</summary>
internal sealed class FakeTarget : IRestoreTarget
{
    private readonly FakeEngine _engine;
    private readonly RestoreRequest _request;
    private readonly ArchiveManifest _manifest;
    private readonly SortedDictionary<string, List<string>> _tables = [];
    private readonly IReadOnlySet<string> _chosen;
    private int _expected;

    public FakeTarget(FakeEngine engine, RestoreRequest request, ArchiveManifest manifest)
    {
        _engine = engine;
        _request = request;
        _manifest = manifest;
        _chosen = FakeEngine.Choose(request.Selection, [.. manifest.Objects.Select(o => o.Name)]);
        engine.CountTarget(1);
        Chunks = [.. manifest.Chunks.Where(c => Wanted(manifest.Objects[c.ObjectIndex]))];
    }

    public string Display => "fake:" + _request.Connection.Path;

    public IReadOnlyList<ArchiveChunk> Chunks { get; }

    public IReadOnlyList<string> Plan => [$"Restore {Chunks.Count} chunks."];

    public bool Replaces => _engine.Databases.ContainsKey(_request.Connection.Path!);

    public bool LeavesRest => Replaces && _request.IsInPlace(_manifest);

    public int MaxConcurrency => 1;

    public Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_request.IfExists == IfExists.Fail && _engine.Databases.ContainsKey(_request.Connection.Path!))
            throw new BackupException(ErrorCode.TargetExists, $"{Display} exists.", target: Display);
        foreach (ArchiveObject table in _manifest.Objects.Where(Wanted))
            _tables[table.Name] = [];
        return Task.CompletedTask;
    }

    public ValueTask WriteChunkAsync(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        if (!ReferenceEquals(chunk, Chunks[_expected++]))
            throw new InvalidOperationException("Chunks are out of order.");
        string[] rows = Encoding.UTF8.GetString(raw.Span).Split('\n')[..^1];
        _tables[_manifest.Objects[chunk.ObjectIndex].Name].AddRange(rows.Select(r => _engine.Corrupt?.Invoke(r) ?? r));
        return ValueTask.CompletedTask;
    }

    public Task<RestoreOutcome> CompleteAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        List<ArchiveObject> restored = [.. _manifest.Objects.Where(Wanted)];
        if (_request.Verify)
        {
            IReadOnlyList<string> differences = ContentComparison.FindDifferences(
                restored, [.. _tables.Select(t => FakeEngine.Content(t.Key, t.Value))]);
            if (differences.Count > 0)
                throw new BackupException(ErrorCode.RestoredContentDiffers, string.Join(' ', differences), target: Display);
        }

        bool replaced = Replaces;
        if (LeavesRest)
        {
            foreach ((string name, List<string> rows) in _engine.Databases[_request.Connection.Path!])
                _tables.TryAdd(name, rows);
        }

        _engine.Databases[_request.Connection.Path!] = _tables;
        return Task.FromResult(new RestoreOutcome(
            _request.Connection, _request.Connection.Path!, restored, replaced));
    }

    public ValueTask DisposeAsync()
    {
        _engine.CountTarget(-1);
        return ValueTask.CompletedTask;
    }

    private bool Wanted(ArchiveObject table) => _chosen.Contains(table.Name);
}
