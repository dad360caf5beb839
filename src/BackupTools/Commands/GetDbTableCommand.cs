using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;

namespace BackupTools.Commands;

/// <summary>Lists the tables of a database.</summary>
/// <remarks>
/// <para>Emits one object for each table, with its kind and its size where that is known. Rows are counted only with
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
    /// <summary>The names of the tables, with wildcards. Without it: all.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string[]? Table { get; set; }

    /// <summary>Counts the rows of every table.</summary>
    [Parameter]
    public SwitchParameter CountRows { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        foreach (DbConnectionInfo connection in FindConnections())
            Attempt(() => WriteTables(connection));
    });

    private void WriteTables(DbConnectionInfo connection)
    {
        IDatabaseEngine engine = Components.GetEngine(connection.Engine);
        IReadOnlyList<TableInfo> tables = Await(work => engine.GetTablesAsync(connection, CountRows, work.Stopping));
        if (Table is null)
        {
            WriteObject(tables, enumerateCollection: true);
            return;
        }

        foreach (string name in Table)
        {
            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            List<TableInfo> matches = [.. tables.Where(t => t.Name == name || pattern.IsMatch(t.Name) || pattern.IsMatch($"{t.Schema}.{t.Name}"))];
            if (matches.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(new BackupException(
                    ErrorCode.TableNotFound, $"'{connection.Display}' has no table '{name}'.",
                    "See Get-DbTable without -Table for those it has.", name).ToErrorRecord());
            }

            WriteObject(matches, enumerateCollection: true);
        }
    }
}
