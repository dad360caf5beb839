using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Restoring;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Scripts;

namespace BackupTools.Engines.PostgreSql.Exporting;

/// <summary>Writes an archive as SQL for psql, in one file or in one for each feature.</summary>
internal static class SqlExport
{
    private const int BetweenReports = 250;

    /// <summary>Writes one script.</summary>
    public static async Task RunAsync(
        IArchiveContents archive, ExportRequest request, Stream output, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        (RestoreContents contents, RoleNeeds roles) = await OpenAsync(archive, request, cancellationToken);
        ExportText text = new(contents, roles);
        EntryPhases phases = contents.Phases;
        await using ScriptWriter writer = new(output, text.IsByteText);
        string key = ExportText.NewKey();
        await writer.WriteAsync(text.Head("Everything, in order", key), cancellationToken);
        await writer.WriteAsync(NeededRoles(contents, roles).Select(ExportText.Role), cancellationToken);
        await writer.WriteAsync(phases.PreData.Select(text.Making), cancellationToken);
        await writer.FlushAsync(cancellationToken);
        await new DataText(archive, contents, Reporting(contents, progress)).WriteAsync(output, cancellationToken);
        await writer.WriteAsync(phases.SequenceStates.Concat(phases.PostData).Select(text.Making), cancellationToken);
        await writer.WriteAsync(phases.Privileges.Select(text.Granting), cancellationToken);
        await writer.WriteAsync(phases.Deferred.Concat(phases.EventTriggers).Select(text.Making), cancellationToken);
        await writer.WriteAsync(phases.Database.Select(text.Settings), cancellationToken);
        await writer.WriteAsync(ExportText.Tail(key), cancellationToken);
    }

    /// <summary>Writes a script for each feature, and one that loads them in order.</summary>
    public static async Task RunFilesAsync(
        IArchiveContents archive, ExportRequest request, IExportFolder folder, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        (RestoreContents contents, RoleNeeds roles) = await OpenAsync(archive, request, cancellationToken);
        ExportText text = new(contents, roles);
        EntryPhases phases = contents.Phases;
        List<string> names = [];

        async Task WriteFileAsync(string feature, IEnumerable<string> pieces, Func<Stream, Task>? rows = null)
        {
            List<string> written = [.. pieces.Where(p => p.Length > 0)];
            if (written.Count == 0 && rows is null)
                return;
            int number = names.Count(n => n == feature || n.StartsWith(feature + "~", StringComparison.Ordinal)) + 1;
            names.Add(number == 1 ? feature : $"{feature}~{number}");
            Stream file = folder.OpenFile(FileName(names[^1]));
            await using ScriptWriter writer = new(file, text.IsByteText);
            string key = ExportText.NewKey();
            await writer.WriteAsync(text.Head(FileName(names[^1]), key), cancellationToken);
            await writer.FlushAsync(cancellationToken);
            if (rows is not null)
                await rows(file);
            await writer.WriteAsync(written, cancellationToken);
            await writer.WriteAsync(ExportText.Tail(key), cancellationToken);
        }

        async Task WriteRunsAsync(IReadOnlyCollection<int> entries)
        {
            foreach ((string feature, IReadOnlyList<int> run) in FileOrder.Divide(contents.Entries, entries))
                await WriteFileAsync(feature, run.Select(text.Making));
        }

        await WriteFileAsync("roles", NeededRoles(contents, roles).Select(ExportText.Role));
        await WriteRunsAsync(phases.PreData);
        DataText data = new(archive, contents, Reporting(contents, progress));
        await WriteFileAsync(
            FeatureFile.Data, phases.SequenceStates.Select(text.Making),
            contents.Chunks.Count > 0 ? file => data.WriteAsync(file, cancellationToken) : null);
        await WriteRunsAsync(phases.PostData);
        await WriteFileAsync(FeatureFile.Privileges, phases.Privileges.Select(text.Granting));
        await WriteRunsAsync(phases.Deferred);
        await WriteRunsAsync(phases.EventTriggers);
        await WriteFileAsync("settings", phases.Database.Select(text.Settings));

        string load = "\\set ON_ERROR_STOP on\n" + string.Concat(names.Select(n => $"\\ir {FileName(n)}\n"));
        await folder.OpenFile("load.sql").WriteAsync(Encoding.UTF8.GetBytes(load), cancellationToken);
    }

    /// <summary><c>functions.sql</c>, and where there is a second run of them <c>functions-2.sql</c>.</summary>
    private static string FileName(string name) => name.Replace('~', '-') + ".sql";

    private static async Task<(RestoreContents Contents, RoleNeeds Roles)> OpenAsync(
        IArchiveContents archive, ExportRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<SchemaEntry> entries = await SchemaIndex.ReadAsync(archive, cancellationToken);
        ArchiveCheck.CheckNames(archive.Manifest);
        if (!request.AllowForeignStatements)
            ForeignStatements.Check(entries, archive.Manifest.Database);
        RestoreContents contents = new(archive.Manifest, entries, request.Selection);
        return (contents, new RoleNeeds(request.NoOwner, request.NoPrivileges, new HashSet<string>()));
    }

    /// <summary>The roles that what is written names. Each is made only where it is missing, as the entry itself sees to.</summary>
    private static IEnumerable<SchemaEntry> NeededRoles(RestoreContents contents, RoleNeeds roles) =>
        contents.WithMemberships(contents.Entries.SelectMany(roles.RolesOf));

    private static Action<ArchiveChunk> Reporting(RestoreContents contents, IProgress<BackupProgress>? progress)
    {
        long done = 0, last = 0, total = contents.Chunks.Sum(c => c.RawSize);
        return chunk =>
        {
            done += chunk.RawSize;
            if (progress is null || Environment.TickCount64 - last < BetweenReports)
                return;
            last = Environment.TickCount64;
            progress.Report(new BackupProgress(
                $"Exporting {contents.Manifest.Database}", contents.Manifest.Objects[chunk.ObjectIndex].Name, done, total));
        };
    }
}
