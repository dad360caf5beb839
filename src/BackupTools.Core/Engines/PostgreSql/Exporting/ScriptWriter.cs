using System.Buffers;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Exporting;

/// <summary>Collects small pieces of text and writes them together. The stream stays open.</summary>
/// <param name="output">Receives the text, in UTF-8.</param>
/// <param name="isByteText">True for text of a database without an encoding, which has bytes that are not UTF-8.</param>
internal sealed class ScriptWriter(Stream output, bool isByteText) : IAsyncDisposable
{
    private const int FlushAt = 256 * 1024;

    private readonly ChunkBuffer _buffer = new();

    /// <summary>Writes a piece.</summary>
    public async ValueTask WriteAsync(string text, CancellationToken cancellationToken)
    {
        if (isByteText && ByteText.HasBytes(text))
            _buffer.Write(ByteText.ToBytes(text, Encoding.UTF8));
        else
            Encoding.UTF8.GetBytes(text, _buffer);
        if (_buffer.Length >= FlushAt)
            await FlushAsync(cancellationToken);
    }

    /// <summary>Writes pieces.</summary>
    public async ValueTask WriteAsync(IEnumerable<string> pieces, CancellationToken cancellationToken)
    {
        foreach (string piece in pieces)
            await WriteAsync(piece, cancellationToken);
    }

    /// <summary>Brings what was collected to the stream.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.Clear();
    }

    /// <summary>Writes what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await FlushAsync(CancellationToken.None);
        _buffer.Release();
    }
}
