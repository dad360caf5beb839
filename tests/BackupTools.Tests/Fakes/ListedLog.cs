using System.Collections.Concurrent;

namespace BackupTools.Tests.Fakes;

/// <summary>Keeps what it is told.</summary>
internal sealed class ListedLog : IWorkLog
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public void Verbose(string text) => _lines.Enqueue(text);

    public void Debug(string text) => _lines.Enqueue(text);
}
