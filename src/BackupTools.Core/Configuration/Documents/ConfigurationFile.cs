using System.Text.Json.Nodes;
using BackupTools.Abstractions;
using BackupTools.Common;

namespace BackupTools.Configuration.Documents;

/// <summary>
/// A small JSON file of the configuration. It is replaced as a whole, and changed under a lock, so that two who write at once lose
/// nothing. What a change does not touch stays, also what this version does not know. A file that cannot be understood is left
/// as it is, and is an error.
/// </summary>
/// <param name="folder">The folder of the configuration.</param>
/// <param name="name">The file's name without <c>.json</c>.</param>
internal sealed class ConfigurationFile(ConfigurationFolder folder, string name)
{
    /// <summary>How long to wait for somebody else who writes; nobody needs longer than a moment.</summary>
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for the lock.</summary>
    public TimeSpan Patience { get; init; } = DefaultPatience;

    /// <summary>The file.</summary>
    public string Path { get; } = folder.Combine(name + ".json");

    /// <summary>The lock of whoever changes it.</summary>
    public string LockPath { get; } = folder.Combine("locks", name + ".lock");

    /// <summary>What it says; an empty document where there is none.</summary>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.ConfigurationInvalid"/>, <see cref="ErrorCode.ConfigurationTooNew"/>, <see cref="ErrorCode.ConfigurationInaccessible"/>.
    /// </exception>
    public JsonObject Read()
    {
        if (!System.IO.Path.Exists(Path))
            return DocumentText.Empty();
        if (!OrdinaryFile.Exists(Path))
            throw DocumentText.Broken(Path, "is no file");
        try
        {
            using FileStream file = new(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] content = new byte[DocumentText.MaxBytes + 1];
            int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return DocumentText.Parse(Path, content.AsSpan(0, length));
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw Inaccessible("read", e);
        }
    }

    /// <summary>Reads it, changes it and writes it, while nobody else does.</summary>
    /// <typeparam name="T">What the change returns.</typeparam>
    /// <param name="change">Changes the document; an exception leaves the file as it is.</param>
    /// <param name="cancellationToken">Stops the waiting for the lock.</param>
    /// <exception cref="BackupException">As for reading, and <see cref="ErrorCode.ConfigurationLocked"/>.</exception>
    public async Task<T> ChangeAsync<T>(Func<JsonObject, T> change, CancellationToken cancellationToken)
    {
        using FileLock held = await LockAsync(cancellationToken);
        JsonObject document = Read();
        T result = change(document);
        byte[] content = DocumentText.Write(Path, document);
        try
        {
            ReplacedFile.Write(Path, content);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw Inaccessible("written", e);
        }

        return result;
    }

    /// <summary>Gives a file that cannot be understood another name, so that a new one can take its place.</summary>
    /// <param name="understand">Fails where its content cannot be understood.</param>
    /// <param name="cancellationToken">Stops the waiting for the lock.</param>
    /// <returns>Where it is now; null where it can be understood, or is not there.</returns>
    public async Task<string?> SetAsideAsync(Action<JsonObject> understand, CancellationToken cancellationToken)
    {
        using FileLock held = await LockAsync(cancellationToken);
        try
        {
            understand(Read());
            return null;
        }
        catch (BackupException e) when (e.Code == ErrorCode.ConfigurationInvalid)
        {
            string aside = string.Create(null, $"{Path}.broken-{DateTime.UtcNow:yyyyMMdd_HHmmss}-{Guid.NewGuid().ToString("n")[..4]}");
            try
            {
                File.Move(Path, aside);
            }
            catch (Exception inner) when (FileSystemErrors.IsFileSystem(inner))
            {
                throw Inaccessible("moved", inner);
            }

            return aside;
        }
    }

    private async Task<FileLock> LockAsync(CancellationToken cancellationToken)
    {
        FileLock? taken;
        try
        {
            DurableFolder.Create(folder.Path);
            taken = await FileLock.TakeAsync(LockPath, Patience, cancellationToken);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw Inaccessible("written", e);
        }

        return taken ?? throw new BackupException(
            ErrorCode.ConfigurationLocked, $"Another process is changing '{Path}', and holds the lock '{LockPath}'.",
            "Try again; if nothing else is at work with this configuration, look for a process that hangs.", LockPath, isTransient: true);
    }

    private BackupException Inaccessible(string what, Exception cause) => new(
        ErrorCode.ConfigurationInaccessible, $"'{Path}' cannot be {what}: {cause.Message}",
        $"Check its rights and the disk, or name another folder in {ConfigurationFolder.Variable}.", Path, cause);
}
