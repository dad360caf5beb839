using System.Collections;
using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Configuration;
using BackupTools.Conversion;

namespace BackupTools.Commands;

/// <summary>Sets what is taken where a command does not say otherwise.</summary>
/// <remarks>
/// <para>Backup-Database takes -Storage, -Compression and -Parallelism from here where they are not given, and Get-Backup takes
/// -Storage. What is not named stays as it is. Emits the new settings.</para>
/// <para>They are in settings.json in the folder of the configuration. A file that cannot be understood is an error and is left as it
/// is; -Reset All gives it another name, says so, and begins anew.</para>
/// </remarks>
/// <example>
/// <code>Set-BackupConfiguration -Storage ./backups -Compression Brotli
/// Backup-Database ./shop.db</code>
/// <para>Backs up into the default folder with the default codec.</para>
/// </example>
/// <example>
/// <code>Set-BackupConfiguration -ToolPath @{ pg_dump = '/usr/lib/postgresql/15/bin/pg_dump' }</code>
/// <para>Says where Get-BackupTool finds pg_dump.</para>
/// </example>
/// <example>
/// <code>Set-BackupConfiguration -Reset Compression, Parallelism</code>
/// <para>Takes away two defaults.</para>
/// </example>
/// <seealso cref="GetBackupConfigurationCommand"/>
/// <seealso cref="GetBackupToolCommand"/>
/// <seealso cref="BackupDatabaseCommand"/>
[Cmdlet(VerbsCommon.Set, "BackupConfiguration", SupportsShouldProcess = true)]
[OutputType(typeof(BackupSettings))]
public sealed class SetBackupConfigurationCommand : AsyncCmdlet
{
    /// <summary>Where backups are written and looked for: paths of folders, or URIs. A relative path is relative to the current location, now.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [LocationTransformation]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public string[]? Storage { get; set; }

    /// <summary>The codec of the data: None, Gzip, Brotli or Zstd.</summary>
    [Parameter]
    public Compression Compression { get; set; }

    /// <summary>How many of the newest backups of each database are to be kept.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepLast { get; set; }

    /// <summary>How many chunks are worked on at the same time.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int Parallelism { get; set; }

    /// <summary>
    /// The absolute paths of tools by their names, such as @{ pg_dump = '/opt/pg/bin/pg_dump' }. Tools that are not named
    /// keep theirs; an empty path takes one away.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? ToolPath { get; set; }

    /// <summary>The settings to take away first: Storage, Compression, KeepLast, Parallelism, ToolPath, or All.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public BackupSettingName[] Reset { get; set; } = [];

    private bool IsCompressionGiven => MyInvocation.BoundParameters.ContainsKey(nameof(Compression));

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Set);

    private void Set()
    {
        string[] changes = [.. Describe()];
        if (changes.Length == 0)
            ThrowInvalidArgument("Nothing says what to set.", "Give a setting, or -Reset.");
        string[]? storage = Storage?.Select(s => LocationResolver.ParseStorage(SessionState, s).Location).ToArray();
        if (!ShouldProcess(() => $"In '{Settings.Path}': {string.Join("; ", changes)}.", "Change the settings?"))
            return;
        if (Reset.Contains(BackupSettingName.All) && Await(work => Settings.SetAsideAsync(work.Stopping)) is { } aside)
            WriteWarning($"'{Settings.Path}' could not be understood, and is '{aside}' now.");
        WriteObject(Await(work => Settings.ChangeAsync(settings => Apply(settings, storage), work.Stopping)));
    }

    private BackupSettings Apply(BackupSettings settings, string[]? storage)
    {
        bool IsReset(BackupSettingName name) => Reset.Contains(name) || Reset.Contains(BackupSettingName.All);
        Dictionary<string, string> tools = IsReset(BackupSettingName.ToolPath) ? [] : new(settings.ToolPath);
        foreach (DictionaryEntry entry in ToolPath ?? [])
        {
            string name = entry.Key.ToString()!;
            if (Unwrap.Base(entry.Value)?.ToString() is { Length: > 0 } path)
                tools[name] = LocationResolver.Resolve(SessionState, path);
            else
                tools.Remove(name);
        }

        return settings with
        {
            Storage = storage ?? (IsReset(BackupSettingName.Storage) ? [] : settings.Storage),
            Compression = IsCompressionGiven ? Compression.ToString().ToLowerInvariant() : IsReset(BackupSettingName.Compression) ? null : settings.Compression,
            KeepLast = KeepLast > 0 ? KeepLast : IsReset(BackupSettingName.KeepLast) ? null : settings.KeepLast,
            Parallelism = Parallelism > 0 ? Parallelism : (IsReset(BackupSettingName.Parallelism) ? null : settings.Parallelism),
            ToolPath = tools,
        };
    }

    private IEnumerable<string> Describe()
    {
        if (Reset.Length > 0)
            yield return $"take away {string.Join(", ", Reset)}";
        if (Storage is not null)
            yield return $"set Storage to {string.Join(", ", Storage)}";
        if (IsCompressionGiven)
            yield return $"set Compression to {Compression}";
        if (KeepLast > 0)
            yield return $"set KeepLast to {KeepLast}";
        if (Parallelism > 0)
            yield return $"set Parallelism to {Parallelism}";
        if (ToolPath is not null)
            yield return $"set the paths of {Figures.Count(ToolPath.Count, "tool")}";
    }
}
