// Backs up an SQLite database, lists and proves the backup, restores it and compares every row.
//
//   dotnet run --project samples/Library                     makes a small shop database of its own
//   dotnet run --project samples/Library -- my.db            takes that database; it is only read
//   dotnet run --project samples/Library -- --make-shop x.db only makes the shop database
using BackupTools;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Common;
using BackupTools.Jobs;
using BackupTools.Samples;

if (args is ["--make-shop", string file])
{
    ShopDatabase.Create(Path.GetFullPath(file));
    Console.WriteLine($"Made {file}.");
    return 0;
}

string folder = Directory.CreateTempSubdirectory("backuptools-quickstart-").FullName;
try
{
    string database = args is [string given] ? Path.GetFullPath(given) : Path.Combine(folder, "shop.db");
    if (args.Length == 0)
        ShopDatabase.Create(database);
    return await RunAsync(database, folder) ? 0 : 1;
}
catch (Exception e) when (e is BackupException or IOException)
{
    Console.Error.WriteLine(e is BackupException known ? $"{known.Code}: {known.Message}" : e.Message);
    return 1;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static async Task<bool> RunAsync(string database, string folder)
{
    ComponentSet components = BuiltIn.Components;
    CancellationToken none = CancellationToken.None;
    DbConnectionInfo source = components.ParseConnection(database);
    IBackupStorage storage = components.OpenStorage(Path.Combine(folder, "backups"));

    Report.Step($"Backing up {database}");
    BackupJobResult job = await BackupJob.RunAsync(
        components, new BackupJobOptions { Connection = source, Storages = [storage] }, none);
    BackupInfo backup = job.Backups[0];
    Report.Line("archive", backup.Name);
    Report.Line("size", $"{Figures.Bytes(backup.SizeBytes)} of {Figures.Bytes(backup.RawBytes ?? 0)}");
    Report.Line("tables, rows", $"{backup.Tables}, {backup.Rows:N0}");
    Report.Line("time", Report.Seconds(job.Duration));

    Report.Step($"Listing {storage.Location}");
    foreach (BackupInfo found in await BackupCatalog.ListAsync(components, storage, new BackupFilter(), null, none))
        Report.Line(found.CreatedAt.ToString("s"), $"{found.Database} {found.Type} {found.Id}");

    Report.Step("Proving that it restores");
    VerifyResult proof = await VerifyJob.RunAsync(
        components, new VerifyJobOptions { Archive = new(storage, backup.Name), Level = VerifyLevel.Restore }, none);
    Report.Line("passed", proof.Passed);
    Report.Line("compared", $"{proof.TablesCompared} tables, {proof.RowsCompared:N0} rows, in {Report.Seconds(proof.Duration)}");
    foreach (string finding in proof.Findings)
        Report.Line("finding", finding);

    string restoredPath = Path.Combine(folder, "restored.db");
    Report.Step($"Restoring to {restoredPath}");
    RestoreResult restored = await RestoreJob.RunAsync(
        components,
        new RestoreJobOptions { Archive = new(storage, backup.Name), Target = components.ParseConnection(restoredPath) }, none);
    Report.Line("restored", $"{restored.Tables} tables, {Figures.Bytes(restored.RawBytes)}, in {Report.Seconds(restored.Duration)}");

    Report.Step("Comparing the original with the restored copy");
    bool same = await CompareAsync(components, source, restored.Connection);
    Console.WriteLine(proof.Passed && same ? "\nThe backup is good." : "\nThe backup is NOT good.");
    return proof.Passed && same;
}

static async Task<bool> CompareAsync(ComponentSet components, DbConnectionInfo original, DbConnectionInfo copy)
{
    IDatabaseEngine engine = components.GetEngine(original.Engine);
    List<ArchiveObject> tables =
    [
        .. (await engine.GetTablesAsync(original, countRows: false, CancellationToken.None))
            .Where(t => t.HoldsRows)
            .Select(t => new ArchiveObject { Kind = "table", Schema = t.Schema, Name = t.Name }),
    ];
    IReadOnlyList<TableContent> left = await engine.ReadContentAsync(original, tables, CancellationToken.None);
    IReadOnlyList<TableContent> right = await engine.ReadContentAsync(copy, tables, CancellationToken.None);
    foreach ((TableContent a, TableContent b) in left.Zip(right))
        Report.Line(a.Name, $"{a.Rows,10:N0} rows  {(a.SameAs(b) ? "same" : $"DIFFERENT: {b.Rows:N0} rows in the copy")}");
    return left.Zip(right).All(pair => pair.First.SameAs(pair.Second));
}
