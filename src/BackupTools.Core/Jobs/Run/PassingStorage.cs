using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>A folder for an archive of which only SQL is to remain; it is gone when it is disposed.</summary>
internal sealed class PassingStorage : IDisposable
{
    private readonly string _path;

    private PassingStorage(string path, IBackupStorage storage)
    {
        _path = path;
        Storage = storage;
    }

    /// <summary>The storage.</summary>
    public IBackupStorage Storage { get; }

    /// <summary>A folder within another, where there must be room for the SQL anyway. It is made when something is written.</summary>
    public static PassingStorage Beside(ComponentSet components, IBackupStorage place)
    {
        string path = Path.Combine(place.Location, $".passing-{Guid.NewGuid():n}");
        return new PassingStorage(path, components.OpenStorage(path));
    }

    public void Dispose() => Unfinished.TryDelete(_path);
}
