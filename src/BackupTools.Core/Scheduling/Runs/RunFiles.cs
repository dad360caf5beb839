using System.Text;
using System.Text.Json;
using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Scheduling;

/// <summary>Runs as lines of JSON beside the schedules: <c>schedules/name.runs.jsonl</c>. When it has grown, the older half goes.</summary>
public sealed class RunFiles : IRunRecord
{
    private const int MaxBytes = 512 * 1024;
    private const int LongestMessage = 1000;
    private const int MostMessages = 20;

    private readonly ConfigurationFolder _folder;

    /// <summary>The runs of the schedules of a folder.</summary>
    /// <param name="folder">The folder.</param>
    public RunFiles(ConfigurationFolder folder) => _folder = folder;

    /// <inheritdoc/>
    public void Add(ScheduleRun run)
    {
        string path = PathOf(run.Name);
        try
        {
            DurableFolder.Create(Path.GetDirectoryName(path)!);
            Shorten(path);

            // In one write, with an end before it where the last one was cut: two that add at once do not mix their lines.
            byte[] line = [(byte)'\n', .. JsonSerializer.SerializeToUtf8Bytes(Bounded(run), RunJson.Default.ScheduleRun), (byte)'\n'];
            FileStreamOptions options = PrivateFile.Options(FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            options.BufferSize = 0;
            using FileStream file = new(path, options);
            file.Write(line);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            WorkLog.Verbose($"The run could not be written down in '{path}': {e.Message}");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ScheduleRun> Last(string name, int most)
    {
        string path = PathOf(name);
        try
        {
            if (!OrdinaryFile.Exists(path) || new FileInfo(path).Length > 2 * MaxBytes)
                return [];
            return [.. File.ReadAllLines(path).Select(Parse).OfType<ScheduleRun>().Where(r => r.Name == name).Reverse().Take(most)];
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public void Remove(string name)
    {
        try
        {
            File.Delete(PathOf(name));
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            WorkLog.Verbose($"'{PathOf(name)}' cannot be removed: {e.Message}");
        }
    }

    private string PathOf(string name) => _folder.Combine("schedules", name + ".runs.jsonl");

    private static ScheduleRun Bounded(ScheduleRun run) => run with
    {
        Messages = [.. run.Messages.Take(MostMessages).Select(m => ShownText.Clean(m.Length > LongestMessage ? m[..LongestMessage] + "…" : m))],
        Backups = [.. run.Backups.Take(MostMessages * 10)],
    };

    private static ScheduleRun? Parse(string line)
    {
        try
        {
            return line.Length == 0 ? null : JsonSerializer.Deserialize(line, RunJson.Default.ScheduleRun);
        }
        catch (JsonException)
        {
            return null; // A line that a crash has cut, or that somebody has altered, says nothing of the others.
        }
    }

    private static void Shorten(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length <= MaxBytes)
            return;
        string[] lines = [.. File.ReadAllLines(path).Where(l => l.Length > 0)];
        ReplacedFile.Write(path, Encoding.UTF8.GetBytes(string.Concat(lines[(lines.Length / 2)..].Select(l => l + "\n"))));
    }
}
