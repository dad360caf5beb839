using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Restores a database from a backup, or runs a script of plain SQL.</summary>
/// <remarks>
/// <para>Every chunk is checked before it is written. A target that exists and is not empty is refused unless
/// -IfExists says what to do with it. The target appears only when the restored copy is complete and was checked; a
/// restore that fails leaves it as it was.</para>
/// <para>Where an SQLite backup goes to: -TargetPath is the file to write; -TargetDatabase writes name.db in the current
/// location; -Connection is a connection to the file to write. One of them is needed.</para>
/// <para>A backup of a server's database goes to the server that -Connection names: into a new database, or an empty
/// one. Roles, extensions and tablespaces that the backup needs and the server lacks are named before anything is
/// changed; -CreateRole, -NoOwner and -NoPrivileges say what to do about roles. Those of MySQL and MariaDB are the definers of its
/// programs.</para>
/// <para>-IfExists Replace without a selection puts the whole backup in the place of the whole database. With -Table,
/// -Schema, -ExcludeTable, -Include, -Exclude or -DataOnly, tables are replaced in the database that is there, in one
/// transaction: the rows, and what belongs to the tables as the backup has it (indexes, constraints, triggers, grants, the
/// state of their sequences). Everything else stays: other tables, kinds of objects that were left out, and the foreign
/// keys that others have on the tables, which are checked again. Where rows of others no longer fit, or something that is
/// not named would be lost, the restore is refused and nothing is changed. The tables are locked meanwhile; others see the
/// old rows or the new ones. On PostgreSQL a table whose definition has changed since the backup is dropped and made anew,
/// materialized views that are not named keep what they show, and a table's partitions come with it. -WhatIf says which
/// tables are replaced and what stays.</para>
/// <para>A backup of a part of a database takes the place of a whole one only with -AllowPartial.</para>
/// <para>Emits what it did. Replacing a database that exists asks for confirmation; -Confirm:$false answers it in a
/// script.</para>
/// <para>A restore runs what the backup holds, as the role that restores: whoever made or altered the backup decides what
/// its functions, views, indexes and triggers do. Restore only backups whose origin you know, or as a role that may do
/// little. Statements of kinds that no backup writes (COPY … TO PROGRAM, ALTER SYSTEM and so on) are refused before the
/// first one runs; -AllowForeignStatement runs them too.</para>
/// <para>-Path also takes plain SQL: what pg_dump, mysqldump, mariadb-dump, sqlite3's .dump or Export-Backup have written, as .sql, .sql.gz, .sql.zst, or packed as .zip, .tar.gz
/// or .tar.zst. It runs statement by statement up to the first error, which says its line, what the server said, and what became of what was done before.
/// A new database is made for it, and appears only when the script has come to its end; with -IfExists Append it runs in the database that is there. A
/// script runs with all the rights of whoever connects. about_BackupTools_Scripts says more.</para>
/// </remarks>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Latest | Restore-Database -TargetPath ./restored.db</code>
/// <para>Restores the newest backup of the database shop into the file restored.db.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Latest | Restore-Database -TargetDatabase shop_test -Verify</code>
/// <para>Restores into shop_test.db in the current location, reads every row back, and compares counts and checksums.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Latest | Restore-Database -TargetPath ./customers.db -Table customer</code>
/// <para>Restores one table out of a full backup.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Latest | Restore-Database -Connection postgresql://admin@db2 -TargetDatabase shop_test -CreateRole</code>
/// <para>Restores a PostgreSQL backup into a new database on another server, and creates the roles that are missing there.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Latest | Restore-Database -Connection postgresql://admin@db2 -TargetDatabase report -Schema sales -NoOwner -NoPrivileges -Verify</code>
/// <para>Restores one schema out of a full PostgreSQL backup for the role that restores, and compares every row.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Latest | Restore-Database -TargetPath ./shop.db -IfExists Replace -WhatIf</code>
/// <para>Says what would be restored and replaced, and changes nothing.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Last 1 | Restore-Database -Connection postgresql://admin@db1/shop -Table sales.orders, sales.line -IfExists Replace -Verify</code>
/// <para>Puts two tables of the backup in the place of those in the database, and leaves everything else as it is.</para>
/// </example>
/// <example>
/// <code>Restore-Database -Path ./shop.sql.gz -Connection postgresql://admin@db2 -TargetDatabase shop_copy</code>
/// <para>Runs a script of pg_dump in a new database.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Latest | Restore-Database -Connection mysql://admin@db2 -TargetDatabase shop_test -Definer @{ 'shop@%' = 'test@localhost' }</code>
/// <para>Restores a MySQL backup, and lets the views and routines of one account work in the name of another.</para>
/// </example>
/// <seealso cref="GetBackupCommand"/>
/// <seealso cref="TestBackupCommand"/>
/// <seealso cref="ExportBackupCommand"/>
[Cmdlet(VerbsData.Restore, "Database", SupportsShouldProcess = true, DefaultParameterSetName = BackupSet)]
[OutputType(typeof(RestoreResult), typeof(ScriptResult))]
public sealed partial class RestoreDatabaseCommand : ReadingCmdlet, IDynamicParameters
{
    private readonly ParallelSelectionParameters _selection = new();
    private TargetChoice _target = null!;
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>The server to restore to, as a URI or the name of a registered connection, or the database file to write.</summary>
    [Parameter]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public DbConnectionInfo? Connection { get; set; }

    /// <summary>The user and password for the server, in place of those that -Connection has.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>
    /// The name of the database to restore into. On a server, without it: the database that the connection, its
    /// service or PGDATABASE names, or else the name that the database had. Without -Connection it is a database file, name.db, in the current location.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DatabaseCompleter))]
    public string? TargetDatabase { get; set; }

    /// <summary>The database file to write. A relative path is relative to the current location.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TargetPath { get; set; }

    /// <summary>
    /// What to do with a target that exists and is not empty: Fail, Replace, or Append rows to its tables. Replace puts the
    /// backup in the place of the database. Where a part is chosen (-Table, -Schema, -ExcludeTable, -Include, -Exclude,
    /// -DataOnly), it replaces that part in the database that is there, in one transaction, and everything else stays. What
    /// is added with Append fires the tables' triggers, has to keep their constraints, and refreshes no materialized view.
    /// </summary>
    /// <value>Fail</value>
    [Parameter]
    public IfExists IfExists { get; set; } = IfExists.Fail;

    /// <summary>
    /// With -IfExists Replace: lets the part that was chosen, or that the backup holds, take the place of the whole existing
    /// database. Everything else in that is gone.
    /// </summary>
    [Parameter]
    public SwitchParameter AllowPartial { get; set; }

    /// <summary>
    /// What to do with an object that the server does not take: Stop, and the target is as it was; or Skip it and what needs it.
    /// Each that was skipped is an error with the id ObjectSkipped, and the result says Incomplete and lists them. Rows that are
    /// refused leave their table empty. Policies are never skipped. Only for PostgreSQL, into a new or empty database or in the place of a whole one.
    /// </summary>
    /// <value>Stop</value>
    [Parameter]
    public OnObjectError OnObjectError { get; set; } = OnObjectError.Stop;

    /// <summary>Leaves everything to the role that restores, and sets no owners; for MySQL and MariaDB no definers.</summary>
    [Parameter]
    public SwitchParameter NoOwner { get; set; }

    /// <summary>
    /// In whose name views, routines, triggers and events of MySQL and MariaDB work: Keep, as the backup says; Strip, in the name of whoever
    /// restores; or a table of accounts that take the places of others, such as @{ 'old@%' = 'new@localhost' }. Those that it does not name keep theirs.
    /// </summary>
    /// <value>Keep</value>
    [Parameter]
    [DefinerTransformation]
    [ArgumentCompleter(typeof(DefinerCompleter))]
    public DefinerRule Definer { get; set; } = DefinerRule.Keep;

    /// <summary>Leaves out grants and default privileges.</summary>
    [Parameter]
    public SwitchParameter NoPrivileges { get; set; }

    /// <summary>
    /// Creates the roles that the backup names and the server does not have. Without it their lack is an error that names
    /// them, before anything is changed. Accounts of MySQL and MariaDB are locked where the backup has no hash of their password, get
    /// what was granted to them in the database, and nothing on the whole server.
    /// </summary>
    [Parameter]
    public SwitchParameter CreateRole { get; set; }

    /// <summary>
    /// Runs also statements of the backup that are of no kind that a backup writes (COPY … TO PROGRAM, ALTER SYSTEM and so on). Without
    /// it such a backup is refused before anything starts: somebody has altered it. A script then runs also what reaches beyond its database.
    /// </summary>
    [Parameter]
    public SwitchParameter AllowForeignStatement { get; set; }

    /// <summary>Reads every restored row back, and compares counts and checksums with those in the backup.</summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    /// <inheritdoc/>
    public object GetDynamicParameters() => _selection;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Connection = WithCredential(Connection, Credential);
        try
        {
            _target = new TargetChoice
            {
                Connection = Connection,
                Database = TargetDatabase,
                Path = TargetPath is null ? null : LocationResolver.Resolve(SessionState, TargetPath),
                Folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            };
            _target.Check();
        }
        catch (BackupException e)
        {
            ThrowTerminatingError(e.ToErrorRecord());
        }
    }

    private protected override void Process(ChosenBackup archive)
    {
        DbConnectionInfo target = TargetSearch.Find(Components, _target, () => Identify(archive).Info!);
        var options = new RestoreJobOptions
        {
            Archive = archive.Archive,
            Target = target,
            IfExists = IfExists,
            AllowPartial = AllowPartial,
            OnObjectError = OnObjectError,
            Selection = _selection.ToSelection(),
            NoOwner = NoOwner,
            Definers = Definer,
            NoPrivileges = NoPrivileges,
            MissingRoles = CreateRole ? MissingRoles.Create : MissingRoles.Fail,
            Verify = Verify,
            AllowForeignStatements = AllowForeignStatement,
            Parallelism = _selection.Parallelism,
        };
        if (!ShouldProcess(() => string.Join(" ", Plan(options).Steps), $"Restore {archive.Describe()} to '{target.Display}'?") || !MayReplace(target, () => Plan(options)))
            return;
        RestoreResult result = Await(work => RestoreJob.RunAsync(Components, options with { Progress = work.Progress, Recording = Recording }, work.Stopping));
        foreach (string warning in result.Warnings)
            WriteWarning($"{target.Display}: {warning}");
        WriteObject(result);
        foreach (SkippedObject skipped in result.SkippedObjects)
            WriteError(ToError(skipped, target).ToErrorRecord());
    }

    private static BackupException ToError(SkippedObject skipped, DbConnectionInfo target) => new(
        ErrorCode.ObjectSkipped, $"The {skipped.Title} was not restored to '{target.Display}': {skipped.Reason}", skipped.NeededBy ? "" : "Make it there yourself, or mend what the server names and restore again.", skipped.Title);

    private RestorePlan Plan(RestoreJobOptions options) => Await(work => RestoreJob.PlanAsync(Components, options, work.Stopping));

    /// <summary>Replacing what exists is asked about by default, as a high impact; everything else is not.</summary>
    private bool MayReplace(DbConnectionInfo database, Func<RestorePlan> makePlan)
    {
        bool isAnswered = MyInvocation.BoundParameters.ContainsKey("Confirm")
            || SessionState.PSVariable.GetValue("ConfirmPreference") is ConfirmImpact.None;
        if (isAnswered || IfExists != IfExists.Replace)
            return true;
        RestorePlan plan = makePlan();
        string target = ShownText.Clean(database.Display);
        return !plan.Replaces || ShouldContinue(
            plan.IsInPlace ? $"Replace what was chosen in '{target}' with what the backup has?" : $"Replace '{target}' with the restored database?",
            "Confirm", ref _yesToAll, ref _noToAll);
    }
}
