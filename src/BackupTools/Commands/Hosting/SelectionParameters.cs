using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Completion;

namespace BackupTools.Commands.Hosting;

/// <summary>Which part of a database is meant; the same at backup, restore and export.</summary>
public class SelectionParameters : ParameterGroup
{
    /// <summary>The schemas to take, with everything in them. Wildcards are understood. Without it: all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SchemaCompleter))]
    public string[] Schema { get; set; } = [];

    /// <summary>
    /// The tables to take with their indexes, constraints and triggers, by name or schema.name. Wildcards are understood.
    /// Without it: all tables, and everything that is no table.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string[] Table { get; set; } = [];

    /// <summary>The tables to leave out, by name or schema.name. Wildcards are understood.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string[] ExcludeTable { get; set; } = [];

    /// <summary>Takes definitions and no rows.</summary>
    [Parameter]
    public SwitchParameter SchemaOnly { get; set; }

    /// <summary>Takes rows and no definitions. A restore then needs the tables to be there.</summary>
    [Parameter]
    public SwitchParameter DataOnly { get; set; }

    /// <summary>
    /// The only kinds of objects to take: Tables, Data, Indexes, Views, Functions and so on. What they cannot be made without
    /// comes along.
    /// </summary>
    /// <value>All</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public DatabaseFeature[] Include { get; set; } = [];

    /// <summary>The kinds of objects to leave out, except what the others cannot be made without.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public DatabaseFeature[] Exclude { get; set; } = [];

    /// <summary>The same as the library understands it.</summary>
    internal ObjectSelection ToSelection() => new()
    {
        Schemas = Schema,
        Tables = Table,
        ExcludedTables = ExcludeTable,
        SchemaOnly = SchemaOnly,
        DataOnly = DataOnly,
        Included = new HashSet<DatabaseFeature>(Include),
        Excluded = new HashSet<DatabaseFeature>(Exclude),
    };
}

/// <summary>The same for a cmdlet that works on several chunks at a time.</summary>
public class ParallelSelectionParameters : SelectionParameters
{
    /// <summary>How many chunks are worked on at the same time.</summary>
    /// <value>One a processor</value>
    [Parameter]
    [ValidateRange(1, 256)]
    public int Parallelism { get; set; }
}

/// <summary>
/// The same for a backup. What begins like one of these names must stand here too: PowerShell would take a cmdlet's own
/// parameter, abbreviated, for a dynamic one that is written out.
/// </summary>
public sealed class BackupParameters : ParallelSelectionParameters
{
    /// <summary>
    /// Also records the password hashes of the roles that the database names, where the server lets them be read, so that
    /// Restore-Database -CreateRole can make them with their passwords. Keep such a backup like a password.
    /// </summary>
    [Parameter]
    public SwitchParameter IncludePasswordHash { get; set; }

    /// <summary>
    /// The databases of the server to leave out, with wildcards. Where no other parameter names databases, all others are
    /// meant.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DatabaseCompleter))]
    public string[] ExcludeDatabase { get; set; } = [];
}
