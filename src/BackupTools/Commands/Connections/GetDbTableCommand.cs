using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;

namespace BackupTools.Commands;

/// <summary>Lists the tables of a database.</summary>
/// <remarks>
/// <para>Emits one object for each table (MongoDB: collection or view), with its kind and its size where that is known. Rows are counted only with
/// -CountRows, because that reads the whole database.</para>
/// </remarks>
/// <example>
/// <code>Get-DbTable ./shop.db</code>
/// <para>Lists the tables of shop.db.</para>
/// </example>
/// <example>
/// <code>Get-DbTable ./shop.db -CountRows | Sort-Object Rows -Descending | Select-Object -First 3 Name, Rows</code>
/// <para>Shows the three tables that have the most rows.</para>
/// </example>
/// <example>
/// <code>Get-DbTable postgresql://backup@db1/shop -Table sales.*</code>
/// <para>Lists the tables of the schema sales of a PostgreSQL database.</para>
/// </example>
/// <seealso cref="GetDbDatabaseCommand"/>
/// <seealso cref="BackupDatabaseCommand"/>
[Cmdlet(VerbsCommon.Get, "DbTable")]
[OutputType(typeof(TableInfo))]
public sealed class GetDbTableCommand : ConnectionCmdlet
{
    /// <summary>
    /// The tables, by name or schema.name, as Backup-Database -Table takes them. Wildcards are understood. Without it: all.
    /// </summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string[]? Table { get; set; }

    /// <summary>Counts the rows of every table.</summary>
    [Parameter]
    public SwitchParameter CountRows { get; set; }

    /// <summary>
    /// The databases of the server to leave out, with wildcards. Where no other parameter names databases, all others are
    /// meant.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DatabaseCompleter))]
    public string[] ExcludeDatabase { get; set; } = [];

    private protected override string[] ExcludedDatabases => ExcludeDatabase;

    private protected override void Process(DbConnectionInfo connection, IReadOnlyList<TableInfo> tables)
    {
        foreach (DbConnectionInfo database in FindConnections(connection))
            Attempt(() => WriteTables(database, tables));
    }

    private void WriteTables(DbConnectionInfo connection, IReadOnlyList<TableInfo> piped)
    {
        IDatabaseEngine engine = Components.GetEngine(connection.Engine);
        IReadOnlyList<TableInfo> tables = Await(work => engine.GetTablesAsync(connection, CountRows, work.Stopping));
        HashSet<(string, string)> among = [.. piped.Select(t => (t.Schema, t.Name))];
        if (among.Count > 0)
            tables = [.. tables.Where(t => among.Contains((t.Schema, t.Name)))];
        if (Table is null)
        {
            WriteObject(tables, enumerateCollection: true);
            return;
        }

        HashSet<TableInfo> found = [];
        foreach (string name in Table)
        {
            IReadOnlyList<TableInfo> matches = Find(engine, name, tables);
            if (matches.Count == 0)
                ReportMiss(connection, name, tables, engine);
            found.UnionWith(matches);
        }

        WriteObject(tables.Where(found.Contains), enumerateCollection: true);
    }

    /// <summary>What a name means is the same as at a backup.</summary>
    private static IReadOnlyList<TableInfo> Find(IDatabaseEngine engine, string name, IReadOnlyList<TableInfo> tables)
    {
        string Fold(string text) => engine.Traits.IgnoresCase ? text.ToLowerInvariant() : text;
        return NamePattern.Find(Fold(name), tables, t => Fold(t.Schema), t => Fold(t.Name));
    }

    private void ReportMiss(DbConnectionInfo connection, string name, IReadOnlyList<TableInfo> tables, IDatabaseEngine engine)
    {
        IEnumerable<string> known = tables.Select(t => engine.Traits.IsOfFiles ? t.Name : $"{t.Schema}.{t.Name}");
        var miss = new BackupException(
            ErrorCode.TableNotFound, $"'{connection.Display}' has no table '{name}'.",
            NameSuggestions.Remedy(name, known, "It has no tables.", caseMatters: !engine.Traits.IgnoresCase), name);
        if (NamePattern.HasWildcards(name))
            ReportMiss(miss);
        else
            WriteError(miss.ToErrorRecord());
    }
}
