using System.IO.Hashing;

namespace BackupTools.Engines.Shared;

/// <summary>Counts rows, and adds up their hashes: figures that do not depend on the order of the rows.</summary>
internal sealed class RowDigest
{
    /// <summary>The number of rows.</summary>
    public long Rows { get; private set; }

    /// <summary>The sum, modulo 2^64, of the XXH64 of every row's text without its line end.</summary>
    public ulong Checksum { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="row">Its text as it stands in the chunk, without the line end.</param>
    public void Add(ReadOnlySpan<byte> row)
    {
        Rows++;
        Checksum = unchecked(Checksum + XxHash64.HashToUInt64(row));
    }

    /// <summary>Adds what another has.</summary>
    public void Add(RowDigest other)
    {
        Rows += other.Rows;
        Checksum = unchecked(Checksum + other.Checksum);
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Rows = 0;
        Checksum = 0;
    }
}
