using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Reading;
using BackupTools.Engines.PostgreSql.Restoring;

namespace BackupTools.Engines.PostgreSql.Exporting;

/// <summary>
/// Writes rows for psql: as COPY takes them, in the encoding of the database that they are from. Large objects are written
/// piece by piece with a function, for COPY does not reach them.
/// </summary>
internal sealed class DataText(IArchiveContents archive, RestoreContents contents, Action<ArchiveChunk> onChunk)
{
    private readonly Encoding _encoding = ServerEncodings.Find(contents.Encoding);

    /// <summary>Writes all rows.</summary>
    public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        if (contents.Chunks.Count == 0)
            return;
        if (contents.Encoding != "UTF8")
            await WriteAsync(output, $"SET client_encoding = {SqlText.Literal(contents.Encoding)};\n\n", cancellationToken);
        ILookup<int, ArchiveChunk> chunks = contents.Chunks.ToLookup(c => c.ObjectIndex);
        ChunkBuffer raw = new();
        ChunkBuffer statements = new();
        foreach (int i in contents.DataObjects.Where(chunks.Contains))
        {
            ArchiveObject table = contents.Manifest.Objects[i];
            bool isTable = table.Kind == ArchiveObjects.Table;
            if (isTable)
                await WriteAsync(output, $"COPY {SqlText.Name(table.Schema, table.Name)}{contents.ColumnList(i)} FROM stdin;\n", cancellationToken);
            foreach (ArchiveChunk chunk in chunks[i])
            {
                await archive.ReadChunkAsync(chunk, raw, cancellationToken);
                if (!isTable)
                    WritePieces(raw.WrittenSpan, statements);
                await output.WriteAsync(isTable ? raw.WrittenMemory : statements.WrittenMemory, cancellationToken);
                onChunk(chunk);
            }

            await WriteAsync(output, isTable ? "\\.\n\n" : "\n", cancellationToken);
        }

        raw.Release();
        statements.Release();
        if (contents.Encoding != "UTF8")
            await WriteAsync(output, "SET client_encoding = 'UTF8';\n\n", cancellationToken);
    }

    /// <summary>Turns rows of number, offset and bytes into calls. The bytes begin with the two characters of an escaped backslash.</summary>
    private static void WritePieces(ReadOnlySpan<byte> rows, ChunkBuffer statements)
    {
        statements.Clear();
        while (rows.Length > 0)
        {
            int end = rows.IndexOf((byte)'\n');
            ReadOnlySpan<byte> row = rows[..end];
            int first = row.IndexOf((byte)'\t');
            int second = first + 1 + row[(first + 1)..].IndexOf((byte)'\t');
            statements.Write("SELECT pg_catalog.lo_put("u8);
            statements.Write(row[..first]);
            statements.Write(", "u8);
            statements.Write(row[(first + 1)..second]);
            statements.Write(", '"u8);
            statements.Write(row[(second + 2)..]);
            statements.Write("');\n"u8);
            rows = rows[(end + 1)..];
        }
    }

    private async Task WriteAsync(Stream output, string text, CancellationToken cancellationToken) =>
        await output.WriteAsync(_encoding.GetBytes(ServerEncodings.Write(text, _encoding)), cancellationToken);
}
