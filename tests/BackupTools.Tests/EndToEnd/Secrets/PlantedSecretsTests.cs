using System.Text.Json;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.Clouds;
using BackupTools.Tests.Storages;

namespace BackupTools.Tests.EndToEnd.Secrets;

/// <summary>Of no secret that is used is there a byte in anything that is left, said or emitted. What cmdlets leave is searched by <c>Planted.Tests.ps1</c>.</summary>
public sealed class PlantedSecretsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_life_of_backups_on_every_storage_leaves_no_secret()
    {
        Assert.SkipWhen(!MotoServer.IsInstalled || !AzuriteServer.IsInstalled, "The clouds are not installed: bash tests/servers/install.sh");
        using TemporaryFolder folder = new();
        foreach (string made in new[] { "left/home", "left/tmp", "plain" })
            Directory.CreateDirectory(folder[made]);
        using ChildProcess child = ChildProcess.Start(typeof(PlantedSecretsTests), nameof(Child_lives_with_secrets), folder.Path);
        (int code, string output) = await child.WaitForEndAsync(Token);
        Assert.True(code == 0 && File.Exists(folder["secrets.json"]), output);

        SecretSearch search = new(JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(folder["secrets.json"], Token))!);
        // The search finds what is there: on each storage one export in plain text.
        Assert.Equal(PlacesForTests.Kinds.Count, search.FindBelow(folder["plain"]).Count(f => f.Contains("the row (UTF-8)", StringComparison.Ordinal)));
        Assert.Empty(search.FindBelow(folder["left"], out int files));
        Assert.True(files > 30, $"{files} files");
        Assert.True(new FileInfo(folder["left/seen.txt"]).Length > 50_000 && new FileInfo(folder["left/log.txt"]).Length > 5_000, "Too little was written down.");
        Assert.Empty(search.Find(System.Text.Encoding.UTF8.GetBytes(output)));
    }

    /// <summary>Runs in the child process.</summary>
    [Fact(Explicit = true)]
    public Task Child_lives_with_secrets() => new PlantedRun(ChildProcess.Folder).RunAsync();
}
