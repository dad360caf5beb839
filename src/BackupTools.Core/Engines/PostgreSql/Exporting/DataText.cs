using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Restoring;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Exporting;

/// <summary>
/// Writes rows for psql: as COPY takes them, in the encoding of the database that they are from. Large objects are written
/// piece by piece with a function, for COPY does not reach them.
/// </summary>
internal sealed class DataText(IArchiveContents archive, RestoreContents contents, Action<ArchiveChunk> onChunk)
{
    private const int PieceSize = 16 * 1024 * 1024;

    private readonly Encoding _encoding = ServerEncodings.Find(contents.Encoding);

    /// <summary>Writes all rows.</summary>
    public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        if (contents.Chunks.Count == 0)
            return;
        string around = ExportText.EncodingOf(contents);
        if (contents.Encoding != around)
            await WriteAsync(output, $"SET client_encoding = {SqlText.Literal(contents.Encoding)};\n\n", cancellationToken);
        ILookup<int, ArchiveChunk> chunks = contents.Chunks.ToLookup(c => c.ObjectIndex);
        ChunkBuffer raw = new();
        ChunkBuffer text = new();
        foreach (int i in contents.DataObjects.Where(chunks.Contains))
        {
            ArchiveObject table = contents.Manifest.Objects[i];
            bool isTable = table.Kind == ArchiveObjects.Table;
            if (isTable)
                await WriteAsync(output, $"COPY {SqlText.Name(table.Schema, table.Name)}{contents.ColumnList(i)} FROM stdin;\n", cancellationToken);
            foreach (ArchiveChunk chunk in chunks[i])
            {
                await archive.ReadChunkAsync(chunk, raw, cancellationToken);
                ChunkRules.Check(contents.Manifest, chunk, raw.WrittenSpan);
                if (isTable)
                {
                    await WriteRowsAsync(output, raw.WrittenMemory, text, cancellationToken);
                }
                else
                {
                    LargeObjectRows.WriteForPsql(raw.WrittenSpan, text);
                    await output.WriteAsync(text.WrittenMemory, cancellationToken);
                }

                onChunk(chunk);
            }

            await WriteAsync(output, isTable ? "\\.\n\n" : "\n", cancellationToken);
        }

        raw.Release();
        text.Release();
        if (contents.Encoding != around)
            await WriteAsync(output, $"SET client_encoding = {SqlText.Literal(around)};\n\n", cancellationToken);
    }

    /// <summary>Writes rows in pieces: one that is all semicolons becomes four times as long.</summary>
    private static async Task WriteRowsAsync(Stream output, ReadOnlyMemory<byte> rows, ChunkBuffer text, CancellationToken cancellationToken)
    {
        while (rows.Length > 0)
        {
            int length = CopyRows.CutAt(rows.Span, PieceSize);
            CopyRows.WriteForPsql(rows.Span[..length], text);
            await output.WriteAsync(text.WrittenMemory, cancellationToken);
            rows = rows[length..];
        }
    }

    private async Task WriteAsync(Stream output, string text, CancellationToken cancellationToken) =>
        await output.WriteAsync(_encoding.GetBytes(ServerEncodings.Write(text, _encoding)), cancellationToken);
}
