using System.Text.Json;
using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Scheduling;

/// <summary>The schedules of a configuration folder, a file each: <c>schedules/name.json</c>.</summary>
public sealed class ScheduleStore
{
    private const string Ending = ".json";
    private const int MaxBytes = 256 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConfigurationFolder _folder;

    /// <summary>The schedules of a folder, which need not exist.</summary>
    /// <param name="folder">The folder.</param>
    public ScheduleStore(ConfigurationFolder folder) => _folder = folder;

    /// <summary>The names that there are, in order. Reads no file.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConfigurationInaccessible"/>.</exception>
    public IReadOnlyList<string> Names() => Accessing(_folder.Combine("schedules"), folder => !Directory.Exists(folder) ? (IReadOnlyList<string>)[] :
    [
        .. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Where(n => n.EndsWith(Ending, StringComparison.Ordinal) && n[0] != '.')
            .Select(n => n[..^Ending.Length]).Order(StringComparer.OrdinalIgnoreCase),
    ]);

    /// <summary>The schedules that patterns mean, and what is wrong with those that cannot be read.</summary>
    /// <param name="patterns">Names, with wildcards; none for all.</param>
    /// <param name="onFailure">Called for each that cannot be read, and for each name that there is none of; the others go on.</param>
    public IReadOnlyList<Schedule> Find(IReadOnlyCollection<string> patterns, Action<BackupException> onFailure)
    {
        IReadOnlyList<string> names = Names();
        List<string> found = patterns.Count == 0 ? [.. names] : [];
        foreach (string pattern in patterns)
        {
            IReadOnlyList<string> matches = NamePattern.Find(pattern, names, ignoreCase: true);
            if (matches.Count == 0 && !NamePattern.HasWildcards(pattern))
                onFailure(NotFound(pattern, names));
            found.AddRange(matches.Except(found));
        }

        List<Schedule> schedules = [];
        foreach (string name in found)
        {
            try
            {
                schedules.Add(Read(name));
            }
            catch (BackupException e)
            {
                onFailure(e);
            }
        }

        return schedules;
    }

    /// <summary>The schedule of a name; upper and lower case are the same.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ScheduleNotFound"/>, and whatever keeps it from being read.</exception>
    public Schedule Get(string name)
    {
        IReadOnlyList<string> names = Names();
        return Read(FindName(name, names) ?? throw NotFound(name, names));
    }

    /// <summary>The schedule of a name, or null where there is none.</summary>
    internal Schedule? TryGet(string name) => FindName(name, Names()) is { } known ? Read(known) : null;

    /// <summary>The absolute path of a schedule's file.</summary>
    internal string PathOf(string name) => _folder.Combine("schedules", name + Ending);

    /// <summary>Lets nobody else change schedules of this folder meanwhile.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConfigurationInaccessible"/>.</exception>
    internal async Task<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        string path = _folder.Combine("locks", "schedules.lock");
        try
        {
            if (await FileLock.TakeAsync(path, Patience, cancellationToken) is { } taken)
                return taken;
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw Inaccessible(path, e);
        }

        throw new BackupException(
            ErrorCode.ConfigurationInaccessible, $"Another process has been changing schedules of '{_folder}' for {Figures.Duration(Patience)}.",
            "Try again when it has ended.", path, isTransient: true);
    }

    private static string? FindName(string name, IReadOnlyList<string> names) =>
        names.Contains(name) ? name : names.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase));

    private Schedule Read(string name) => Accessing(PathOf(name), path =>
    {
        if (!OrdinaryFile.Exists(path) || new FileInfo(path).Length > MaxBytes)
            throw Invalid(path, "it is no ordinary file, or too large", null);
        try
        {
            Schedule schedule = JsonSerializer.Deserialize(File.ReadAllBytes(path), ScheduleJson.Default.Schedule) ?? throw new JsonException("it is empty");
            if (schedule.Name != name)
                throw Invalid(path, $"it is of a schedule '{schedule.Name}'", null);
            ScheduleRules.Check(schedule);
            return schedule;
        }
        catch (JsonException e)
        {
            throw Invalid(path, e.Message, e);
        }
        catch (BackupException e) when (e.Code == ErrorCode.InvalidArgument)
        {
            throw Invalid(path, e.Message, e);
        }
    });

    private static T Accessing<T>(string path, Func<string, T> work)
    {
        try
        {
            return work(path);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw Inaccessible(path, e);
        }
    }

    private static BackupException Inaccessible(string path, Exception inner) => new(
        ErrorCode.ConfigurationInaccessible, $"'{path}' cannot be read or written: {inner.Message}", "Check the folder's rights.", path, inner);

    private static BackupException Invalid(string path, string why, Exception? inner) => new(
        ErrorCode.ConfigurationInvalid, $"The schedule in '{path}' cannot be understood: {why.TrimEnd('.')}.",
        "Correct the file, or set the schedule again with the same name to replace it.", path, inner);

    private static BackupException NotFound(string name, IReadOnlyCollection<string> names) => new(
        ErrorCode.ScheduleNotFound, $"There is no schedule '{name}'.", NameSuggestions.Remedy(name, [.. names], "There are none."), name);
}
