using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>A folder for an archive of which only SQL is to remain; it is gone when it is disposed.</summary>
internal sealed class PassingStorage : IDisposable
{
    private const string Name = "passing";

    private readonly FileStream _life;

    private PassingStorage(FileStream life, IBackupStorage storage)
    {
        _life = life;
        Storage = storage;
    }

    /// <summary>The storage.</summary>
    public IBackupStorage Storage { get; }

    /// <summary>A folder within another, where there must be room for the SQL anyway.</summary>
    public static PassingStorage Beside(ComponentSet components, IBackupStorage place)
    {
        try
        {
            DurableFolder.Create(place.Location);
            foreach (string old in Unfinished.FindAbandonedFolders(place.Location, Name))
                Removal.TryRemove(old);
            FileStream life = Unfinished.CreateFolder(Path.Combine(place.Location, Name));
            return new PassingStorage(life, components.OpenStorage(Path.GetDirectoryName(life.Name)!));
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw NewFile.Failed(place.Location, e);
        }
    }

    public void Dispose()
    {
        _life.Dispose();
        Removal.TryRemove(Path.GetDirectoryName(_life.Name)!);
    }
}
