using System.Collections.Concurrent;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Configuration;
using BackupTools.Jobs;

namespace BackupTools.Commands.Hosting;

/// <summary>Has what a cmdlet does written into the history, and keeps what goes wrong there for the pipeline's thread to warn of, once.</summary>
internal sealed class Recorder
{
    private readonly ConcurrentQueue<string> _problems = [];
    private readonly HashSet<string> _said = [];
    private JobRecording? _recording;
    private bool _isOpened;

    /// <summary>Where jobs are written down; null where this user has no place for that.</summary>
    public JobRecording? Recording
    {
        get
        {
            if (_isOpened)
                return _recording;
            _isOpened = true;
            try
            {
                _recording = new JobRecording { History = new HistoryFile(ConfigurationFolder.Current), OnProblem = _problems.Enqueue };
            }
            catch (BackupException e)
            {
                _problems.Enqueue($"What is done is not written into the history: {e.Message}");
            }

            return _recording;
        }
    }

    /// <summary>What went wrong and was not said yet.</summary>
    public IEnumerable<string> TakeProblems()
    {
        while (_problems.TryDequeue(out string? problem))
        {
            if (_said.Add(problem))
                yield return problem;
        }
    }
}
