using System.Globalization;
using Amazon.S3;
using BackupTools.Abstractions;
using BackupTools.Benchmarks.Sqlite;

namespace BackupTools.Benchmarks.Storages;

/// <summary>
/// The same backup to a bucket of a service on this machine and to a folder, in turns: what the way through the storage costs. The
/// service is already there, at the port; the key is in the environment, as Amazon's own tools have it.
/// </summary>
internal static class StorageBenchmark
{
    public const string What = "storage-backup";
    private const string Bucket = "backuptools-benchmark";

    public static async Task<int> RunAsync(Options options)
    {
        string endpoint = string.Create(CultureInfo.InvariantCulture, $"http://{options.Host}:{options.Port}");
        string work = Path.Combine(options.Folder, "work");
        await MakeBucketAsync(endpoint);
        Console.WriteLine($"{endpoint}, {options.Runs} runs, {Environment.ProcessorCount} processors");
        Console.WriteLine();
        Console.WriteLine("| what | S3, s | folder, s | ratio (median) | | peak memory, MiB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (int size in (int[])[options.SizeMiB, 1])
        {
            string database = SampleDatabase.Make(options.Folder, size);
            Pairs pairs = new();
            for (int run = 0; run < options.Runs; run++)
            {
                ProcessRun folder = OwnRun.Start("backup", database, Path.Combine(work, $"{size}-{run}"), "zstd");
                ProcessRun bucket = OwnRun.Start(What, database, $"s3://{Bucket}/{Guid.NewGuid():n}", endpoint);
                pairs.Add(bucket, folder.Wall);
            }

            pairs.Print($"SQLite, {new FileInfo(database).Length >> 20} MiB");
        }

        Directory.Delete(work, recursive: true);
        return 0;
    }

    /// <summary>The storage of a run.</summary>
    public static IBackupStorage Open(ComponentSet components, string location, string endpoint) => components.OpenStorage(
        components.ParseStorage(location) with { Options = new Dictionary<string, string> { ["Endpoint"] = endpoint } });

    private static async Task MakeBucketAsync(string endpoint)
    {
        using AmazonS3Client client = new(new AmazonS3Config { ServiceURL = endpoint, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        await client.PutBucketAsync(Bucket);
    }
}
