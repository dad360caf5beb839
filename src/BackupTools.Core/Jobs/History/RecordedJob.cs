using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>
/// The one place where jobs are written down: however a job ends, that is a line, and whatever happens to the line, the job ends as
/// it did.
/// </summary>
internal static class RecordedJob
{
    /// <summary>The beginning of a line.</summary>
    public static HistoryEntry Begin(HistoryKind kind) => new()
    {
        StartedAtUtc = DateTime.UtcNow,
        Kind = kind.ToString(),
        Result = nameof(HistoryResult.Succeeded),
        User = Environment.UserName,
        Host = Environment.MachineName,
        Tool = Product.NameAndVersion,
    };

    /// <summary>Runs the job and writes it down.</summary>
    /// <param name="recording">Where to; null for nowhere.</param>
    /// <param name="begun">What is known before.</param>
    /// <param name="work">The job.</param>
    /// <param name="describe">Adds to the line what the result says.</param>
    public static async Task<T> RunAsync<T>(JobRecording? recording, HistoryEntry begun, Func<Task<T>> work, Func<HistoryEntry, T, HistoryEntry> describe)
    {
        if (recording is null)
            return await work();
        long started = Stopwatch.GetTimestamp();
        T result;
        try
        {
            result = await work();
        }
        catch (Exception e)
        {
            await WriteAsync(recording, Fail(begun, e) with { Duration = Stopwatch.GetElapsedTime(started) });
            throw;
        }

        await WriteAsync(recording, describe(begun with { Duration = Stopwatch.GetElapsedTime(started) }, result));
        return result;
    }

    /// <summary>The line of a job that ended with an exception.</summary>
    public static HistoryEntry Fail(HistoryEntry entry, Exception error) => error switch
    {
        OperationCanceledException => entry with { Result = nameof(HistoryResult.Stopped) },
        BackupException e => entry with { Result = nameof(HistoryResult.Failed), ErrorId = e.Code.ToString(), Message = e.Message },
        _ => entry with { Result = nameof(HistoryResult.Failed), ErrorId = nameof(ErrorCode.Unexpected), Message = ShownText.Clean(error.Message) },
    };

    /// <summary>Writes a line, and says where that fails.</summary>
    public static async Task WriteAsync(JobRecording recording, HistoryEntry entry)
    {
        try
        {
            await recording.History.AppendAsync(entry with { Job = recording.Job }, CancellationToken.None);
        }
        catch (BackupException e)
        {
            recording.OnProblem?.Invoke(e.Message);
        }
    }

    /// <summary>The same line about a backup.</summary>
    public static HistoryEntry About(this HistoryEntry entry, BackupInfo backup) => entry with
    {
        Engine = backup.Engine,
        Server = backup.Server,
        ServerId = backup.ServerId,
        Database = backup.Database,
        Type = backup.Type,
        Selection = backup.Selection,
        BackupId = backup.Id,
        Path = backup.Path,
        SizeBytes = backup.SizeBytes,
        RawBytes = backup.RawBytes,
        Tables = backup.Tables,
        Rows = backup.Rows,
    };
}
