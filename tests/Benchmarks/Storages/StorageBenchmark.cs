using System.Globalization;
using Amazon.S3;
using Azure.Storage;
using Azure.Storage.Blobs;
using BackupTools.Abstractions;
using BackupTools.Benchmarks.Sqlite;

namespace BackupTools.Benchmarks.Storages;

/// <summary>
/// The same backup to a bucket or container of a service on this machine and to a folder, in turns: what the way through the storage costs. The
/// service is already there, at the port; the key is in the environment, as the makers' own tools have it.
/// </summary>
internal static class StorageBenchmark
{
    public const string What = "storage-backup";
    private const string Bucket = "backuptools-benchmark";

    public static async Task<int> RunAsync(Options options)
    {
        bool isAzure = options.Account.Length > 0;
        string endpoint = string.Create(CultureInfo.InvariantCulture, $"http://{options.Host}:{options.Port}{(isAzure ? "/" + options.Account : "")}");
        string place = isAzure ? $"azblob://{options.Account}/{Bucket}" : $"s3://{Bucket}";
        string work = Path.Combine(options.Folder, "work");
        await (isAzure ? MakeContainerAsync(endpoint, options.Account) : MakeBucketAsync(endpoint));
        Console.WriteLine($"{endpoint}, {options.Runs} runs, {Environment.ProcessorCount} processors");
        Console.WriteLine();
        Console.WriteLine($"| what | {(isAzure ? "Azure Blob Storage" : "S3")}, s | folder, s | ratio (median) | | peak memory, MiB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (int size in (int[])[options.SizeMiB, 1])
        {
            string database = SampleDatabase.Make(options.Folder, size);
            Pairs pairs = new();
            for (int run = 0; run < options.Runs; run++)
            {
                ProcessRun folder = OwnRun.Start("backup", database, Path.Combine(work, $"{size}-{run}"), "zstd");
                ProcessRun bucket = OwnRun.Start(What, database, $"{place}/{Guid.NewGuid():n}", endpoint);
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

    private static async Task MakeContainerAsync(string endpoint, string account) => await new BlobServiceClient(
            new Uri(endpoint), new StorageSharedKeyCredential(account, Environment.GetEnvironmentVariable("AZURE_STORAGE_KEY") ?? ""))
        .GetBlobContainerClient(Bucket).CreateIfNotExistsAsync();
}
