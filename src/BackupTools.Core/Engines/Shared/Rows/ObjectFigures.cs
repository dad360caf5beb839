
namespace BackupTools.Engines.Shared;

/// <summary>What was read of a table so far, by all workers together.</summary>
internal sealed class ObjectFigures
{
    private readonly RowDigest _digest = new();
    private int _chunks;

    /// <summary>The number of rows.</summary>
    public long Rows => _digest.Rows;

    /// <summary>The content checksum.</summary>
    public ulong Checksum => _digest.Checksum;

    /// <summary>Adds a chunk.</summary>
    /// <returns>Its index.</returns>
    public int AddChunk(RowDigest digest)
    {
        lock (_digest)
        {
            _digest.Add(digest);
            return _chunks++;
        }
    }
}
