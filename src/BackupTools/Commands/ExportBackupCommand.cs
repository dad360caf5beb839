using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Writes a backup as plain SQL that the database's own client loads.</summary>
/// <remarks>
/// <para>The file holds the schema and the data as SQL: the sqlite3 command loads that of an SQLite backup, psql that of a
/// PostgreSQL backup. In a folder the file is named database_yyyyMMdd_HHmmss.sql, or database_table_yyyyMMdd_HHmmss.sql where one table is
/// exported; the time is that of the backup, in UTC.</para>
/// <para>The SQL is nothing but SQL to psql and sqlite3, wherever the backup comes from: it cannot run a command of theirs.
/// psql of August 2025 or later also holds that itself (\restrict); an older one says that it does not know the word and
/// goes on, or with ON_ERROR_STOP needs the lines that begin with \restrict and \unrestrict taken out. What the SQL does in
/// the database is decided by whoever made the backup, as with any restore.</para>
/// </remarks>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Latest | Export-Backup -Destination .</code>
/// <para>Writes the newest backup of the database shop as an SQL file into the current folder.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Latest | Export-Backup -Destination ./customer.sql.gz -Table customer -Gzip</code>
/// <para>Writes one table, compressed with gzip, to a file with a name of your own.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Engine postgresql -Latest | Export-Backup -Destination ./exports -PerFeature -NoOwner</code>
/// <para>Writes a PostgreSQL backup as a folder of SQL files, one for each kind of object, and a script for psql that
/// loads them in order.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Latest | Export-Backup -Destination ./exports -As TarZst</code>
/// <para>Writes the newest backup as SQL in a tar file that is compressed with zstd.</para>
/// </example>
/// <seealso cref="GetBackupCommand"/>
/// <seealso cref="RestoreDatabaseCommand"/>
[Cmdlet(VerbsData.Export, "Backup", SupportsShouldProcess = true, DefaultParameterSetName = BackupSet)]
[OutputType(typeof(ExportResult))]
public sealed class ExportBackupCommand : ReadingCmdlet, IDynamicParameters
{
    private readonly SelectionParameters _selection = new();

    /// <summary>
    /// The folder to write into, or the file to write. What does not exist is a file where its name has an extension
    /// (./shop.sql), and otherwise a folder, which is made.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>Leaves out who owns what, and on MySQL in whose name views, routines, triggers and events work.</summary>
    [Parameter]
    public SwitchParameter NoOwner { get; set; }

    /// <summary>
    /// In whose name views, routines, triggers and events of MySQL and MariaDB work: Keep, as the backup says; Strip, in the name of whoever
    /// loads the script; or a table of accounts that take the places of others, such as @{ 'old@%' = 'new@localhost' }.
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
    /// Writes also statements of the backup that are of no kind that a backup writes (COPY … TO PROGRAM, ALTER SYSTEM and so on). Without
    /// it such a backup is refused before anything starts: somebody has altered it.
    /// </summary>
    [Parameter]
    public SwitchParameter AllowForeignStatement { get; set; }

    /// <summary>
    /// Writes a folder with one file for each kind of object (tables, data, views, functions and so on) and a script that
    /// loads them in order. The folder is named as the file would be, and lies in -Destination. SQLite has no such export.
    /// </summary>
    [Parameter]
    public SwitchParameter PerFeature { get; set; }

    /// <summary>
    /// How the SQL is packed: Sql (not at all), Zip, TarGz or TarZst. The name that is made in a folder ends accordingly. With -PerFeature
    /// the files are in the package, and the script beside them.
    /// </summary>
    /// <value>Sql</value>
    [Parameter]
    public ExportForm As { get; set; } = ExportForm.Sql;

    /// <summary>Compresses the file with gzip. The name that is made in a folder then ends with .sql.gz.</summary>
    [Parameter]
    public SwitchParameter Gzip { get; set; }

    /// <summary>
    /// Replaces a file that exists, or with -PerFeature the folder of an earlier export; one that holds anything else is
    /// never replaced.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    public object GetDynamicParameters() => _selection;

    private protected override void Process(ChosenBackup archive)
    {
        var options = new ExportJobOptions
        {
            Archive = archive.Archive,
            Destination = LocationResolver.Resolve(SessionState, Destination),
            Selection = _selection.ToSelection(),
            NoOwner = NoOwner,
            Definers = Definer,
            NoPrivileges = NoPrivileges,
            AllowForeignStatements = AllowForeignStatement,
            PerFeature = PerFeature,
            Gzip = Gzip,
            Form = As,
            Force = Force,
        };
        if (!ShouldProcess(() => Describe(archive, options), $"Export {archive.Describe()} to '{options.Destination}'?"))
            return;
        WriteObject(Await(work => ExportJob.RunAsync(Components, options with { Progress = work.Progress, Recording = Recording }, work.Stopping)));
    }

    private string Describe(ChosenBackup archive, ExportJobOptions options)
    {
        string path = Await(work => ExportJob.GetPathAsync(Components, options, work.Stopping));
        return $"Export {Identify(archive).Describe()} to {(options is { PerFeature: true, Form: ExportForm.Sql } ? "the files of the folder" : "1 file,")} '{path}'.";
    }
}
