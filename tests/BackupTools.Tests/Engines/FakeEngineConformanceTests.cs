using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines;

/// <summary>The fake that other tests rely on behaves as an engine must.</summary>
public sealed class FakeEngineConformanceTests : EngineConformance
{
    private readonly FakeEngine _engine = new();

    protected override IDatabaseEngine Engine => _engine;

    protected override (string First, string Second) Tables => ("customer", "order");

    protected override Task<DbConnectionInfo> CreateSampleAsync()
    {
        string name = "sample-" + Guid.NewGuid();
        _engine.Databases[name] = new SortedDictionary<string, List<string>>
        {
            ["customer"] = [.. Enumerable.Range(0, 1000).Select(i => $"customer number {i:00000}")],
            ["order"] = [.. Enumerable.Range(0, 3000).Select(i => $"order number {i:00000000}")],
        };
        return Task.FromResult(_engine.ParseConnection("fake:" + name));
    }

    protected override DbConnectionInfo NewTarget() => _engine.ParseConnection("fake:target-" + Guid.NewGuid());
}
