using BackupTools.Engines.Shared;

namespace BackupTools.Tests.Fakes;

/// <summary>An operating system of the test's own.</summary>
internal sealed class FakeSystem : ISystemSettings
{
    public string UserName => "osuser";

    public string? HomeFolder { get; init; } = "/home/osuser";

    public Dictionary<string, string> Variables { get; } = [];

    public Dictionary<string, string> Files { get; } = [];

    public HashSet<string> SharedFiles { get; } = [];

    public HashSet<string> WritableFiles { get; } = [];

    public string? Variable(string name) => Variables.GetValueOrDefault(name);

    public IReadOnlyList<string>? ReadLines(string path) => Files.TryGetValue(path, out string? text) ? text.Split('\n') : null;

    public bool FileExists(string path) => Files.ContainsKey(path);

    public bool SocketExists(string path) => Files.ContainsKey(path);

    public IReadOnlyList<string> FilesIn(string folder) =>
        [.. Files.Keys.Where(f => Path.GetDirectoryName(f) == folder.TrimEnd('/')).Order(StringComparer.Ordinal)];

    public bool IsWritableByAll(string path) => WritableFiles.Contains(path);

    public bool IsPrivate(string path) => !SharedFiles.Contains(path);
}
