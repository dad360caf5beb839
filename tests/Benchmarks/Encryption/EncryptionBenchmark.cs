using System.Security.Cryptography;
using BackupTools.Abstractions;
using BackupTools.Benchmarks.Sqlite;
using BackupTools.Configuration;

namespace BackupTools.Benchmarks.Encryption;

/// <summary>The same backup encrypted and not, in turns: what the encryption costs.</summary>
internal static class EncryptionBenchmark
{
    public const string What = "encrypted-backup";

    public static int Run(Options options)
    {
        string work = Path.Combine(options.Folder, "work");
        Directory.CreateDirectory(work);
        string key = Path.Combine(work, "key.pem");
        using (RSA pair = RSA.Create(KeyStore.DefaultBits))
            File.WriteAllText(key, pair.ExportSubjectPublicKeyInfoPem());
        string database = SampleDatabase.Make(options.Folder, options.SizeMiB);
        Console.WriteLine($"{options.Runs} runs, {Environment.ProcessorCount} processors, {new FileInfo(database).Length >> 20} MiB");
        Console.WriteLine();
        Console.WriteLine("| what | encrypted, s | plain, s | ratio (median) | | peak memory, MiB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        Pairs pairs = new();
        for (int run = 0; run < options.Runs; run++)
        {
            ProcessRun plain = OwnRun.Start("backup", database, Path.Combine(work, $"plain-{run}"), "zstd");
            pairs.Add(OwnRun.Start(What, database, Path.Combine(work, $"encrypted-{run}"), key), plain.Wall);
        }

        pairs.Print("SQLite, zstd");
        Directory.Delete(work, recursive: true);
        return 0;
    }

    /// <summary>For whom a run encrypts.</summary>
    public static ArchiveProtection Protection(string key) =>
        new KeyChoice(new KeyStore(new ConfigurationFolder(Path.GetTempPath()))).ToProtection([key], null, null, null, null);
}
