using System.Text.Json.Nodes;
using BackupTools.Abstractions;
using BackupTools.Configuration;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Configuration;

public sealed class SettingsStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private SettingsStore Store => new(new ConfigurationFolder(_folder["home"]), BuiltIn.Components);

    [Fact]
    public async Task What_is_set_comes_back_and_the_rest_has_no_default()
    {
        Assert.Equal((0, null, null, null, 0), Shape(Store.Read()));
        await Store.ChangeAsync(s => s with { Storage = [_folder["b"]], Compression = "gzip", KeepLast = 3 }, Stopping);
        await Store.ChangeAsync(s => s with { Parallelism = 2, ToolPath = new Dictionary<string, string> { ["pg_dump"] = "/x/pg_dump" } }, Stopping);
        Assert.Equal((1, "gzip", 3, 2, 1), Shape(Store.Read()));
        await Store.ChangeAsync(s => s with { Storage = [], KeepLast = null }, Stopping);
        Assert.Equal((0, "gzip", null, 2, 1), Shape(Store.Read()));
    }

    [Fact]
    public async Task What_a_newer_version_sets_stays()
    {
        await Store.ChangeAsync(s => s with { KeepLast = 3 }, Stopping);
        JsonObject document = JsonNode.Parse(File.ReadAllText(Store.Path))!.AsObject();
        document["keepLonger"] = 9;
        File.WriteAllText(Store.Path, document.ToJsonString());
        await Store.ChangeAsync(s => s with { KeepLast = null }, Stopping);
        Assert.Equal("""{"format":1,"keepLonger":9}""", JsonNode.Parse(File.ReadAllText(Store.Path))!.ToJsonString());
    }

    [Fact]
    public async Task What_cannot_be_honored_is_not_written()
    {
        BackupSettings[] wrong =
        [
            new() { Parallelism = 0 }, new() { Parallelism = 257 }, new() { KeepLast = 0 }, new() { Compression = "rar" }, new() { Storage = ["s3://key:Pl4nted@bucket"] },
            new() { Storage = ["nosuch://x"] }, new() { ToolPath = new Dictionary<string, string> { ["pg_dumb"] = "/x" } },
            new() { ToolPath = new Dictionary<string, string> { ["pg_dump"] = "bin/pg_dump" } }, new() { Storage = [.. Enumerable.Range(0, 21).Select(i => $"/b{i}")] },
        ];
        foreach (BackupSettings settings in wrong)
        {
            BackupException error = await Assert.ThrowsAsync<BackupException>(() => Store.ChangeAsync(_ => settings, Stopping));
            Assert.DoesNotContain("Pl4nted", error.ToString(), StringComparison.Ordinal);
        }

        Assert.False(File.Exists(Store.Path));
    }

    [Theory]
    [InlineData("""{ "format": 1, "keepLast": "three" }""")]
    [InlineData("""{ "format": 1, "compression": "rar" }""")]
    [InlineData("""{ "format": 1, "storage": "/b" }""")]
    [InlineData("""{ "format": 1, "storage": [null] }""")]
    [InlineData("""{ "format": 1, "toolPath": { "pg_dump": null } }""")]
    [InlineData("""{ "format": 1, "toolPath": { "pg_dump": "x" } }""")]
    public async Task A_file_with_a_wrong_value_is_an_error_until_it_is_set_aside(string content)
    {
        Directory.CreateDirectory(_folder["home"]);
        File.WriteAllText(Store.Path, content);
        Assert.Equal(ErrorCode.ConfigurationInvalid, Assert.Throws<BackupException>(() => Store.Read()).Code);
        await Assert.ThrowsAsync<BackupException>(() => Store.ChangeAsync(s => s with { KeepLast = 1 }, Stopping));
        Assert.Equal(content, File.ReadAllText(Store.Path));
        Assert.Equal(content, File.ReadAllText((await Store.SetAsideAsync(Stopping))!));
        Assert.Equal((0, null, null, null, 0), Shape(Store.Read()));
    }

    public void Dispose() => _folder.Dispose();

    private static (int, string?, int?, int?, int) Shape(BackupSettings s) => (s.Storage.Count, s.Compression, s.KeepLast, s.Parallelism, s.ToolPath.Count);
}
