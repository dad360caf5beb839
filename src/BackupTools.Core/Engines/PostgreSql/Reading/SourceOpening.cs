using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Reading.Ranges;
using BackupTools.Engines.PostgreSql.Text;

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

    /// <summary>Opens the view and the sessions that read rows; null where the selection would take other tables now.</summary>
    private static async Task<PostgreSqlBackupSource?> TryOpenAsync(
        BackupRequest request, Func<TableName, bool> isWanted, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await Snapshot.OpenAsync(request.Connection, isWanted, cancellationToken);
        try
        {
            SelectedSchema? schema = null;
            if (!request.Selection.IsEverything)
            {
                schema = await SelectedSchema.ReadAsync(snapshot, request, cancellationToken);
                if (schema.DifferenceTo(snapshot.Tables) is not null)
                {
                    await snapshot.DisposeAsync();
                    return null;
                }
            }

            bool hasData = request.Selection.Has(DatabaseFeature.Data);
            IReadOnlyList<StoredTable> tables = hasData ? await snapshot.DescribeTablesAsync(cancellationToken) : [];
            LargeObjectRanges? largeObjects =
                schema?.HasLargeObjects != false ? await snapshot.FindLargeObjectsAsync(cancellationToken) : null;
            IReadOnlyDictionary<string, string> properties = await snapshot.GuardAsync(
                $"Reading the settings of the database '{snapshot.Database}'",
                () => DatabaseReader.ReadPropertiesAsync(snapshot.Session, cancellationToken));
            string? serverId = await snapshot.GuardAsync(
                "Asking the server for its identifier", () => ServerIdentifier.ReadAsync(snapshot.Session, cancellationToken));
            RowReader rows = await OpenRowsAsync(snapshot, tables, largeObjects, request, cancellationToken);
            return new PostgreSqlBackupSource(snapshot, new BackupSchema(snapshot, request, schema), rows)
            {
                ServerId = serverId,
                Properties = properties,
                Objects = ObjectList.Of(tables, largeObjects),
            };
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

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
}
