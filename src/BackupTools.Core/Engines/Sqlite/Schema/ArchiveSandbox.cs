namespace BackupTools.Engines.Sqlite.Schema;

/// <summary>
/// What SQL out of an archive may do: create and fill tables. It may not reach another file, end our transaction,
/// change a setting or load code.
/// </summary>
internal static class ArchiveSandbox
{
    private const int CreateIndex = 1, CreateTable = 2, CreateTrigger = 7, CreateView = 8, Delete = 9, Insert = 18, Pragma = 19,
        Read = 20, Select = 21, Update = 23, Reindex = 27, CreateVirtualTable = 29, Function = 31;

    private static readonly HashSet<string> DeniedFunctions = new(StringComparer.OrdinalIgnoreCase)
    {
        "load_extension", "fts3_tokenizer", "readfile", "writefile", "edit",
    };

    private static readonly HashSet<string> Modules = new(StringComparer.OrdinalIgnoreCase)
    {
        "fts3", "fts4", "fts5", "rtree", "rtree_i32", "geopoly",
    };

    /// <summary>Settings that the modules of virtual tables read.</summary>
    private static readonly HashSet<string> ReadablePragmas = new(StringComparer.OrdinalIgnoreCase) { "page_size", "data_version" };

    /// <summary>True for a function that reaches out of the database.</summary>
    public static bool IsDenied(string? function) => function is not null && DeniedFunctions.Contains(function);

    /// <summary>True for a kind of virtual table that keeps what it has in the database.</summary>
    public static bool IsKnownModule(string? module) => module is not null && Modules.Contains(module);

    /// <summary>For the scripts and chunks of an archive of tables.</summary>
    public static bool PermitsTables(int action, string? first, string? second) => action switch
    {
        CreateIndex or CreateTable or CreateTrigger or CreateView or Insert or Read or Select or Update or Reindex => true,
        Delete => first == Schema.AutoIncrement.Table,
        Function => !IsDenied(second),
        _ => false,
    };

    /// <summary>For the statements of a schema table.</summary>
    public static bool PermitsSchema(int action, string? first, string? second) => action switch
    {
        Delete => true,
        CreateVirtualTable => IsKnownModule(second),
        Pragma => second is null && first is not null && ReadablePragmas.Contains(first),
        _ => PermitsTables(action, first, second),
    };
}
