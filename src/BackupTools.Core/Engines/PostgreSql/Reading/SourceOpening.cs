using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Reading.Ranges;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Reading;

/// <summary>Opens a database for a backup.</summary>
internal static class SourceOpening
{
    private const int Attempts = 20;

    /// <summary>Opens it.</summary>
    public static async Task<IBackupSource> OpenAsync(BackupRequest request, CancellationToken cancellationToken)
    {
        Func<TableName, bool> isWanted = _ => true;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            // What a selection takes is known only when the schema was read, and what it does not take stays unlocked.
            if (!request.Selection.IsEverything)
                isWanted = (await ChooseAsync(request, cancellationToken)).Has;
            try
            {
                if (await TryOpenAsync(request, isWanted, cancellationToken) is { } source)
                    return source;
            }
            catch (TableWantedException) when (attempt < Attempts - 1)
            {
                // With the view's session gone, whoever waited for it can go on.
            }
            catch (TableWantedException e)
            {
                throw e.Error;
            }
        }

        throw new BackupException(
            ErrorCode.DatabaseChanged, "Tables of the selection are created, renamed or dropped so often that they were never found unchanged.",
            "Try again later.", request.Connection.Database, isTransient: true);
    }

    private static async Task<SelectedSchema> ChooseAsync(BackupRequest request, CancellationToken cancellationToken)
    {
        await using Snapshot glance = await Snapshot.OpenAsync(request.Connection, _ => false, cancellationToken);
        return await SelectedSchema.ReadAsync(glance, request, cancellationToken);
    }

    /// <summary>Opens the view and reads everything but the rows; null where the selection would take other tables now.</summary>
    private static async Task<PostgreSqlBackupSource?> TryOpenAsync(
        BackupRequest request, Func<TableName, bool> isWanted, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await Snapshot.OpenAsync(request.Connection, isWanted, cancellationToken);
        try
        {
            SelectedSchema schema = await SelectedSchema.ReadAsync(snapshot, request, cancellationToken);
            if (!IsSame(snapshot, schema, request))
            {
                await snapshot.DisposeAsync();
                return null;
            }

            bool hasData = request.Selection.Has(DatabaseFeature.Data);
            IReadOnlyList<StoredTable> tables = hasData ? await snapshot.DescribeTablesAsync(schema.Has, cancellationToken) : [];
            LargeObjectRanges? largeObjects =
                schema.HasLargeObjects ? await snapshot.FindLargeObjectsAsync(cancellationToken) : null;
            IReadOnlyDictionary<string, string> properties = await snapshot.GuardAsync(
                $"Reading the settings of the database '{snapshot.Database}'",
                () => DatabaseReader.ReadPropertiesAsync(snapshot.Session, cancellationToken));
            IReadOnlyList<string> findings = TakesServers(request.Selection)
                ? await snapshot.GuardAsync(
                    $"Looking for what cannot be read of the database '{snapshot.Database}'",
                    () => CatalogFindings.ReadAsync(snapshot.Session, cancellationToken))
                : [];
            RowReader rows = await OpenRowsAsync(snapshot, tables, largeObjects, request, cancellationToken);
            return new PostgreSqlBackupSource(snapshot, rows)
            {
                Properties = properties,
                Objects = ArchiveObjects.Of(tables, largeObjects),
                Scripts = SchemaScripts.Write(schema.Entries),
                Findings = findings,
                LeftOut = schema.LeftOut,
            };
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

    /// <summary>True where what leads to other servers is asked for; that is where the catalogs keep back something.</summary>
    private static bool TakesServers(ObjectSelection selection) => selection.Schemas.Count + selection.Tables.Count == 0
        && (selection.Has(DatabaseFeature.ForeignData) || selection.Has(DatabaseFeature.Replication));

    private static async Task<RowReader> OpenRowsAsync(
        Snapshot snapshot, IReadOnlyList<StoredTable> tables, LargeObjectRanges? largeObjects, BackupRequest request,
        CancellationToken cancellationToken)
    {
        try
        {
            return await RowReader.OpenAsync(
                snapshot, tables, largeObjects, request.ChunkSize, request.Parallelism, cancellationToken);
        }
        catch (BackupException e) when (e.Code == ErrorCode.DatabaseLocked)
        {
            throw new TableWantedException(e);
        }
    }

    /// <summary>Somebody has asked for a table to himself after the view's session had locked it, and before all others had.</summary>
    private sealed class TableWantedException(BackupException error) : Exception(error.Message, error)
    {
        public BackupException Error => error;
    }

    /// <summary>True where what is chosen is what is locked. A table that is not in the schema would be lost with its rows.</summary>
    private static bool IsSame(Snapshot snapshot, SelectedSchema schema, BackupRequest request)
    {
        List<string> missing = [.. snapshot.Tables.Where(t => !schema.Has(t)).Select(t => $"{t.Schema}.{t.Name}")];
        List<string> unlocked = [.. schema.Except(snapshot.Tables)];
        if (!request.Selection.IsEverything)
            return missing.Count + unlocked.Count == 0;
        return missing.Count + unlocked.Count == 0
            ? true
            : throw new BackupException(
                ErrorCode.DatabaseReadFailed,
                $"The catalogs of the database '{snapshot.Database}' contradict themselves about {string.Join(", ", missing.Concat(unlocked))}.",
                "Look for damage of the system catalogs, e.g. with amcheck.", snapshot.Database);
    }
}
