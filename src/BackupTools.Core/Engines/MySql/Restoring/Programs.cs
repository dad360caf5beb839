using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Restoring;

/// <summary>Makes routines, views, triggers and events, behind the rows.</summary>
internal sealed class Programs(RestoreScope scope)
{
    /// <summary>What the user should know.</summary>
    public List<string> Warnings { get; } = [];

    private IEnumerable<SchemaEntry> Entries => scope.Contents.Entries.Where(e => !e.Traits.PrecedesRows);

    /// <summary>Makes all of them in a database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="isRehearsal">True to find out whether the server takes them, and to let nothing of them run.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task MakeAsync(string database, bool isRehearsal, CancellationToken cancellationToken)
    {
        await using DefinitionSession session = await DefinitionSession.OpenAsync(
            scope.Server with { Database = database }, scope.State.Version, scope.LockTimeout, scope.Contents.Collation.Collation, cancellationToken);
        foreach (SchemaEntry entry in Entries)
            await session.MakeAsync(entry, TextOf(entry, database, isRehearsal), cancellationToken);
        await RelinkAsync(session, database, cancellationToken);
    }

    /// <summary>Drops the triggers of a database, which hold their tables in it.</summary>
    public async Task DropTriggersAsync(string database, CancellationToken cancellationToken)
    {
        await using DefinitionSession session = await DefinitionSession.OpenAsync(
            scope.Server with { Database = database }, scope.State.Version, scope.LockTimeout, scope.Contents.Collation.Collation, cancellationToken);
        foreach (SchemaEntry trigger in Entries.Where(e => e.Kind == ItemKind.Trigger))
            await session.ExecuteAsync($"DROP TRIGGER IF EXISTS {SqlText.Name(trigger.Name)}", cancellationToken);
    }

    private string TextOf(SchemaEntry entry, string database, bool isRehearsal)
    {
        string text = entry.Kind == ItemKind.Event && (isRehearsal || scope.IsTrial) ? EventText.Disabled(entry.Create) : entry.Create;
        if (database != scope.Contents.Manifest.Database && entry.Kind == ItemKind.View)
            text = OwnDatabase.Remove(text, scope.Contents.Manifest.Database);
        // A trial leaves nothing behind, and needs nobody else's rights.
        return scope.IsTrial || scope.Request.NoOwner ? DefinerText.Replace(text, null) : text;
    }

    /// <summary>A default that takes a sequence's next number holds to the database that the table was made in: it is said again.</summary>
    private async Task RelinkAsync(DefinitionSession session, string database, CancellationToken cancellationToken)
    {
        foreach (SchemaEntry table in scope.Contents.Entries.Where(e => e.Kind == ItemKind.Table && e.Create.Contains("nextval(", StringComparison.OrdinalIgnoreCase)))
        {
            foreach (TablePart column in TableDefinition.Parse(table.Create)?.Parts.Where(IsOfSequence) ?? [])
            {
                await session.MakeAsync(
                    table, $"ALTER TABLE {SqlText.Name(database, table.Name)} MODIFY COLUMN {OwnDatabase.Remove(column.Text, scope.Contents.Manifest.Database)}", cancellationToken);
            }
        }
    }

    private static bool IsOfSequence(TablePart part) => part.Kind == TablePartKind.Column
        && SqlScanner.All(part.Text).Any(t => SqlScanner.Is(part.Text, t, "nextval"));
}
