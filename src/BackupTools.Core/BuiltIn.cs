using BackupTools.Abstractions;
using BackupTools.Compressors;
using BackupTools.Engines.MongoDb;
using BackupTools.Engines.MySql;
using BackupTools.Engines.PostgreSql;
using BackupTools.Engines.Sqlite;
using BackupTools.Storages.AzureBlobs;
using BackupTools.Storages.Decorators;
using BackupTools.Storages.GoogleCloud;
using BackupTools.Storages.Local;
using BackupTools.Storages.S3;
using BackupTools.Storages.Sftp;
using BackupTools.Storages.WebDav;

namespace BackupTools;

/// <summary>The one place that names implementations: a line for each.</summary>
public static class BuiltIn
{
    /// <summary>Everything this version has.</summary>
    public static ComponentSet Components { get; } = new(
        engines: [new MongoDbEngine(), new MySqlEngine(), new PostgreSqlEngine(), new SqliteEngine()],
        storages:
        [
            new AzureBlobStorageProvider(), new GoogleCloudStorageProvider(), new S3StorageProvider(), new SftpStorageProvider(), new WebDavStorageProvider(),
            new LocalStorageProvider(),
        ],
        compressors: [new BrotliCompressor(), new ZstdCompressor(), new GzipCompressor(), new NoneCompressor()],
        decoration: new StorageDecoration());
}
