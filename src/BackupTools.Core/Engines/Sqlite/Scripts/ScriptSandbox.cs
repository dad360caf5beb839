using BackupTools.Engines.Sqlite.Schema;

namespace BackupTools.Engines.Sqlite.Scripts;

/// <summary>What a script may do: everything within its database. It may not reach another file or load code, nor take our connection's settings away.</summary>
/// <param name="isNew">True for a database that the script makes, and that nobody has yet.</param>
internal sealed class ScriptSandbox(bool isNew)
{
    private const int Pragma = 19, Attach = 24, Detach = 25, CreateVirtualTable = 29, Function = 31;

    private static readonly HashSet<string> Pragmas = new(StringComparer.OrdinalIgnoreCase)
    {
        "foreign_keys", "defer_foreign_keys", "ignore_check_constraints", "recursive_triggers", "case_sensitive_like", "legacy_alter_table",
        "cache_size", "cache_spill", "synchronous", "temp_store", "user_version", "application_id", "secure_delete", "automatic_index",
        "foreign_key_check", "foreign_key_list", "integrity_check", "quick_check", "optimize", "analysis_limit", "page_count", "freelist_count",
        "data_version", "schema_version", "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "database_list",
        "collation_list", "compile_options", "encoding", "page_size", "auto_vacuum", "incremental_vacuum", "legacy_file_format", "reverse_unordered_selects",
        "count_changes", "full_column_names", "short_column_names",
    };

    /// <summary>Why ATTACH and its like are refused.</summary>
    public const string OtherFiles = "ATTACH, DETACH and VACUUM reach for other files than the database.";

    /// <summary>What was refused of the statement, as a sentence; empty where nothing was.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>Begins with another statement.</summary>
    public void Begin() => Refusal = "";

    /// <summary>The answer to the library.</summary>
    public bool Permits(int action, string? first, string? second)
    {
        string? refusal = action switch
        {
            Attach or Detach => OtherFiles,
            Function when ArchiveSandbox.IsDenied(second) => $"The function {second} reaches out of the database.",
            CreateVirtualTable when !ArchiveSandbox.IsKnownModule(second) => $"A virtual table of the kind '{second}' may reach out of the database.",
            Pragma => RefusalOf(first ?? "", second),
            _ => null,
        };
        Refusal = refusal ?? Refusal;
        return refusal is null;
    }

    private string? RefusalOf(string name, string? value)
    {
        if (name.Equals("writable_schema", StringComparison.OrdinalIgnoreCase))
            return isNew ? null : "PRAGMA writable_schema could damage the database that is there.";
        if (name.Equals("journal_mode", StringComparison.OrdinalIgnoreCase))
            return isNew && !"wal".Equals(value, StringComparison.OrdinalIgnoreCase) ? null : "PRAGMA journal_mode is left to the database's user.";
        if (name.Equals("schema_version", StringComparison.OrdinalIgnoreCase) && value is not null && !isNew)
            return "PRAGMA schema_version could damage the database that is there.";
        return Pragmas.Contains(name) ? null : $"PRAGMA {name} is no setting that filling a database needs.";
    }
}
