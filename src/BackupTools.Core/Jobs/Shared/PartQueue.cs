using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>
/// Deals a source's parts to workers: every worker gets a part of its own while there are any, and then helps with one
/// that is not finished. One reader at a time is inside a part.
/// </summary>
internal sealed class PartQueue : IDisposable
{
    private readonly Queue<Turn> _waiting;
    private readonly List<Turn> _active = [];
    private readonly List<Turn> _all;

    public PartQueue(IReadOnlyList<IBackupPart> parts)
    {
        _all = [.. parts.Select(p => new Turn(p))];
        _waiting = new Queue<Turn>(_all);
    }

    /// <summary>A worker's place in the queue.</summary>
    public Reader CreateReader() => new(this);

    public void Dispose() => _all.ForEach(t => t.Gate.Dispose());

    private Turn? Take()
    {
        lock (_active)
        {
            if (_waiting.TryDequeue(out Turn? fresh))
            {
                _active.Add(fresh);
                return fresh;
            }

            Turn? shared = _active.MinBy(t => t.Helpers);
            if (shared is not null)
                shared.Helpers++;
            return shared;
        }
    }

    private void End(Turn turn)
    {
        lock (_active)
            _active.Remove(turn);
    }

    internal sealed class Reader(PartQueue queue)
    {
        private Turn? _turn;

        /// <summary>Fills the buffer with the next chunk of any part; null where all have ended.</summary>
        public async ValueTask<ChunkInfo?> ReadNextAsync(ChunkBuffer buffer, CancellationToken cancellationToken)
        {
            while ((_turn ??= queue.Take()) is { } turn)
            {
                await turn.Gate.WaitAsync(cancellationToken);
                try
                {
                    if (!turn.Ended)
                    {
                        buffer.Clear();
                        if (await turn.Part.ReadNextAsync(buffer, cancellationToken) is { } info)
                            return info;
                        turn.Ended = true;
                        queue.End(turn);
                    }
                }
                finally
                {
                    turn.Gate.Release();
                }

                _turn = null;
            }

            return null;
        }
    }

    private sealed class Turn(IBackupPart part)
    {
        public IBackupPart Part { get; } = part;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public bool Ended { get; set; }

        public int Helpers { get; set; }
    }
}
