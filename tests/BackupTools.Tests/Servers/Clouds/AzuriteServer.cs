using System.Diagnostics;
using System.Security.Cryptography;

namespace BackupTools.Tests.Servers.Clouds;

/// <summary>
/// Azurite, which answers as Azure Blob Storage does, started once for the test process. It checks signatures, tokens and checksums, and knows
/// conditional requests and parts; it ignores retention.
/// </summary>
internal sealed class AzuriteServer
{
    public const string Account = "backups";

    private const string Launch = "echo $$ >\"$0/process\"; exec \"$@\" >\"$0/log\" 2>&1 </dev/null";

    private static readonly Lazy<Task<AzuriteServer>> Shared = new(() => StartAsync());

    private static readonly string? Program = ServersFolder.Roots.Select(r => r + "/node_modules/azurite/dist/src/blob/main.js").FirstOrDefault(File.Exists);

    private static readonly string? Node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(p => p + "/node").FirstOrDefault(File.Exists);

    private AzuriteServer(string scheme, int port, string key) => (Service, Key) = (new Uri($"{scheme}://127.0.0.1:{port}"), key);

    public static bool IsInstalled => Program is not null && Node is not null;

    /// <summary>Where it listens; the account is the first part of the path.</summary>
    public Uri Service { get; }

    /// <summary>The account's key.</summary>
    public string Key { get; }

    /// <summary>The server; the test is skipped where it is not installed.</summary>
    public static Task<AzuriteServer> GetAsync()
    {
        SkipIfMissing();
        return Shared.Value;
    }

    /// <summary>A server that speaks TLS and takes logins, whoever issued them.</summary>
    /// <param name="certificates">The folder of its certificate and key.</param>
    public static Task<AzuriteServer> StartWithLoginsAsync(string certificates)
    {
        SkipIfMissing();
        return StartAsync("--oauth", "basic", "--cert", certificates + "/server-cert.pem", "--key", certificates + "/server-key.pem");
    }

    /// <summary>The address of the account, at the server or at what stands before it.</summary>
    public Uri Endpoint(Uri? proxy = null) => new(proxy ?? Service, Account);

    private static void SkipIfMissing() => Assert.SkipWhen(!IsInstalled, "Azurite is not installed: bash tests/servers/install.sh");

    private static async Task<AzuriteServer> StartAsync(params string[] more)
    {
        string folder = $"/tmp/backuptools-azurite-{Guid.NewGuid().ToString("n")[..8]}";
        Directory.CreateDirectory(folder + "/1");
        ServerGuard.Start(folder, "process", "KILL");
        int port = LoopbackPort.FindFree();
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        ProcessStartInfo start = new("/bin/sh",
            ["-c", Launch, folder + "/1", Node!, Program!, "--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--location", folder + "/1/data",
                "--skipApiVersionCheck", "--disableTelemetry", "--silent", .. more]);
        start.Environment["AZURITE_ACCOUNTS"] = $"{Account}:{key}";
        Process process = Process.Start(start)!;
        for (int i = 0; i < 600; i++)
        {
            if (process.HasExited)
                break;
            if (await LoopbackPort.ListensAsync(port))
                return new AzuriteServer(more.Length > 0 ? "https" : "http", port, key);
            await Task.Delay(100);
        }

        throw new InvalidOperationException($"Azurite did not start: {await File.ReadAllTextAsync(folder + "/1/log")}");
    }
}
