using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Contents;
using BackupTools.Engines.MySql.Restoring;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Schema.Scripts;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Exporting;

/// <summary>Writes an archive as SQL for the client <c>mysql</c>, in one file or in one for each feature.</summary>
internal sealed class SqlExport
{
    private const int BetweenReports = 250;

    /// <summary>The kinds that share a file, in the order in which the files are loaded.</summary>
    private static readonly (string File, ItemKind[] Kinds)[] Files =
    [
        ("sequences", [ItemKind.Sequence]), ("tables", [ItemKind.Table]), ("functions", [ItemKind.Package, ItemKind.Function]),
        ("procedures", [ItemKind.Procedure, ItemKind.PackageBody]), ("views", [ItemKind.View]), ("triggers", [ItemKind.Trigger]), ("events", [ItemKind.Event]),
    ];

    private readonly IArchiveContents _archive;
    private readonly RestoreContents _contents;
    private readonly ExportText _text;
    private readonly IProgress<BackupProgress>? _progress;
    private readonly ChunkBuffer _raw = new();
    private readonly ChunkBuffer _rows = new();

    private SqlExport(IArchiveContents archive, RestoreContents contents, IProgress<BackupProgress>? progress)
    {
        _archive = archive;
        _contents = contents;
        _text = new ExportText(contents);
        _progress = progress;
    }

    /// <summary>Writes one script.</summary>
    public static async Task RunAsync(
        IArchiveContents archive, ExportRequest request, Stream output, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        SqlExport export = await OpenAsync(archive, request, progress, cancellationToken);
        await WriteAsync(output, export._text.Head("Everything, in order") + export._text.Database, cancellationToken);
        await export.WriteEntriesAsync(output, e => e.Traits.PrecedesRows, cancellationToken);
        await export.WriteRowsAsync(output, cancellationToken);
        await export.WriteEntriesAsync(output, e => !e.Traits.PrecedesRows, cancellationToken);
    }

    /// <summary>Writes a script for each feature, and one that loads them in order.</summary>
    public static async Task RunFilesAsync(
        IArchiveContents archive, ExportRequest request, IExportFolder folder, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        SqlExport export = await OpenAsync(archive, request, progress, cancellationToken);
        List<string> names = [];
        foreach ((string file, ItemKind[] kinds) in Files)
        {
            if (export._contents.Entries.Any(e => kinds.Contains(e.Kind)))
            {
                Stream output = Open(file);
                if (names.Count == 1)
                    await WriteAsync(output, export._text.Database, cancellationToken);
                await export.WriteEntriesAsync(output, e => kinds.Contains(e.Kind), cancellationToken);
            }

            if (file == "tables" && export._contents.Chunks.Count > 0)
                await export.WriteRowsAsync(Open("data"), cancellationToken);
        }

        await WriteAsync(folder.OpenFile("load.sql"), string.Concat(names.Select(n => $"source {n}.sql;\n")), cancellationToken);

        Stream Open(string name)
        {
            names.Add(name);
            Stream output = folder.OpenFile(name + ".sql");
            output.Write(Encoding.UTF8.GetBytes(export._text.Head(name + ".sql")));
            return output;
        }
    }

    private static async Task<SqlExport> OpenAsync(
        IArchiveContents archive, ExportRequest request, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<SchemaEntry> entries = DefinerChoice.Apply(
            await SchemaIndex.ReadAsync(archive, cancellationToken), request.NoOwner ? DefinerRule.Strip : request.Definers);
        return new SqlExport(archive, new RestoreContents(archive.Manifest, entries, request.Selection), progress);
    }

    private static async Task WriteAsync(Stream output, string text, CancellationToken cancellationToken) =>
        await output.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    private async Task WriteEntriesAsync(Stream output, Func<SchemaEntry, bool> isMeant, CancellationToken cancellationToken)
    {
        foreach (SchemaEntry entry in _contents.Entries.Where(isMeant))
            await WriteAsync(output, _text.Making(entry), cancellationToken);
    }

    private async Task WriteRowsAsync(Stream output, CancellationToken cancellationToken)
    {
        long done = 0, last = 0, total = _contents.Chunks.Sum(c => c.RawSize);
        bool hasHistory = false;
        foreach (ArchiveChunk chunk in _contents.Chunks)
        {
            SchemaEntry table = _contents.TableOf(chunk);
            if (chunk.Index == 0)
            {
                hasHistory = table.Columns.Any(c => c.Form == ColumnForm.RowEnd);
                string history = hasHistory ? "SET system_versioning_insert_history = 1;\n" : "";
                await WriteAsync(output, $"-- rows of {ExportText.OnOneLine(table.Name)}\n{history}", cancellationToken);
            }

            await _archive.ReadChunkAsync(chunk, _raw, cancellationToken);
            ChunkRules.Check(_contents.Manifest, chunk, _raw.WrittenSpan, table.Columns.Count);
            new RowText(table).Write(_raw.WrittenSpan, _rows);
            await output.WriteAsync(_rows.WrittenMemory, cancellationToken);
            done += chunk.RawSize;
            if (_progress is null || Environment.TickCount64 - last < BetweenReports)
                continue;
            last = Environment.TickCount64;
            _progress.Report(new BackupProgress($"Exporting {_contents.Manifest.Database}", table.Name, done, total));
        }

        await WriteAsync(output, "\n", cancellationToken);
    }
}
