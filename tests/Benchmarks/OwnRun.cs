using BackupTools.Abstractions;
using BackupTools.Jobs;

namespace BackupTools.Benchmarks;

/// <summary>One operation of this product in a process of its own, so that its peak memory is its own.</summary>
internal static class OwnRun
{
    public const string Verb = "--own";

    /// <summary>Starts the operation as a process.</summary>
    public static ProcessRun Start(string what, params string[] arguments) =>
        ProcessRun.Run(Environment.ProcessPath!, [Verb, what, .. arguments]);

    /// <summary>What runs in that process.</summary>
    public static async Task<int> RunAsync(string what, string[] args)
    {
        ComponentSet components = BuiltIn.Components;
        switch (what)
        {
            case "backup" or Storages.StorageBenchmark.What or Encryption.EncryptionBenchmark.What:
                BackupJobResult backup = await BackupJob.RunAsync(
                    components,
                    new BackupJobOptions
                    {
                        Connection = components.ParseConnection(args[0]),
                        Storages = [what == Benchmarks.Storages.StorageBenchmark.What ? Benchmarks.Storages.StorageBenchmark.Open(components, args[1], args[2]) : components.OpenStorage(args[1])],
                        Protection = what == Encryption.EncryptionBenchmark.What ? Encryption.EncryptionBenchmark.Protection(args[2]) : ArchiveProtection.None,
                        Compression = what == "backup" ? args[2] : "zstd",
                    },
                    CancellationToken.None);
                Console.WriteLine($"path={backup.Backups[0].Path}");
                Console.WriteLine($"size={backup.Backups[0].SizeBytes}");
                break;
            case "restore":
                await RestoreJob.RunAsync(
                    components,
                    new RestoreJobOptions
                    {
                        Archive = new(components.OpenStorage(Path.GetDirectoryName(args[0])!), Path.GetFileName(args[0])),
                        Target = components.ParseConnection(args[1]),
                        IfExists = IfExists.Replace,
                    },
                    CancellationToken.None);
                break;
            case "verify":
                VerifyResult result = await VerifyJob.RunAsync(
                    components,
                    new VerifyJobOptions
                    {
                        Archive = new(components.OpenStorage(Path.GetDirectoryName(args[0])!), Path.GetFileName(args[0])),
                        Level = Enum.Parse<VerifyLevel>(args[1]),
                        ScratchDirectory = Path.GetDirectoryName(args[0]),
                    },
                    CancellationToken.None);
                if (!result.Passed)
                    throw new InvalidOperationException(string.Join('\n', result.Findings));
                break;
            case "mysql-limit":
                await MySql.Limit.RunAsync(components.ParseConnection(args[0]));
                break;
            default:
                throw new ArgumentException($"Unknown operation {what}.");
        }

        Console.WriteLine($"peak={PeakMemory()}");
        return 0;
    }

    /// <summary>The largest resident size of this process so far, in bytes.</summary>
    private static long PeakMemory()
    {
        using System.Diagnostics.Process self = System.Diagnostics.Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}
