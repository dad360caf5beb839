using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Configuration;

namespace BackupTools.Commands.Hosting;

/// <summary>What is given, or else what Set-BackupConfiguration has set. The settings are read only where something is not given.</summary>
internal sealed class GivenOrSet(Dictionary<string, object> bound, Func<SettingsStore> store)
{
    private readonly Lazy<BackupSettings> _settings = new(() => store().Read());

    /// <summary>The storages.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where none is given, and none is set.</exception>
    public IBackupStorage[] Storage(IBackupStorage[]? given)
    {
        if (given is not null)
            return given;
        return _settings.Value.Storage is { Count: > 0 } set
            ? [.. set.Select(BuiltIn.Components.OpenStorage)]
            : throw new BackupException(
                ErrorCode.InvalidArgument, "Nothing says which storage is meant.", "Give -Storage, or set a default with Set-BackupConfiguration -Storage.");
    }

    /// <summary>Which backups are kept. Settings that cannot be read cost no backup where nothing else is asked of them: nothing is removed then.</summary>
    /// <param name="given">What is given.</param>
    /// <param name="onWarning">Takes what to warn of.</param>
    public RetentionPolicy Retention(RetentionPolicy given, Action<string> onWarning)
    {
        if (!given.IsEmpty)
            return given;
        try
        {
            return given with { KeepLast = _settings.Value.KeepLast ?? 0 };
        }
        catch (BackupException e)
        {
            onWarning($"No older backup is removed, as nobody knows whether that is wanted: {e.Message}");
            return given;
        }
    }

    /// <summary>The codec.</summary>
    public Compression Compression(Compression given) =>
        !bound.ContainsKey("Compression") && _settings.Value.Compression is { } set && Enum.TryParse(set, ignoreCase: true, out Compression codec) ? codec : given;

    /// <summary>How many chunks are worked on at the same time.</summary>
    public int Parallelism(int given) => bound.ContainsKey("Parallelism") ? given : _settings.Value.Parallelism ?? given;
}
