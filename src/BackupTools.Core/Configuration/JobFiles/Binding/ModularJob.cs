using BackupTools.Abstractions;
using BackupTools.Configuration.JobFiles.Text;

namespace BackupTools.Configuration.JobFiles.Binding;

/// <summary>
/// A job in the shape of a modular backup configuration: one database, plain SQL in one file or one a feature, packed or not, with
/// DB_PASSWORD and LOCAL_PATH from the environment.
/// </summary>
internal static class ModularJob
{
    private const string Database = "database";

    public static BackupJobDefinition Bind(JobBinding binding, Func<string, string?> variable)
    {
        JobValues values = binding.Values;
        Word(binding, "integrity");
        return binding.Common() with
        {
            DescribedConnection = Connection(binding, variable),
            Selection = new ObjectSelection { Included = NativeJob.Features(values.Texts("database.features")) },
            Storage = Storage(binding, variable),
            Format = JobFormat.Sql,
            PerFeature = values.Switch("database.multiple_files"),
            Pack = Word(binding, "compression") switch
            {
                "zip" => "zip",
                "tar" => "tarGz",
                _ => "none",
            },
        };
    }

    private static DbConnectionInfo? Connection(JobBinding binding, Func<string, string?> variable)
    {
        JobValues values = binding.Values;
        // Where such a file says nothing else, it means MySQL.
        string engine = values.Text("database.engine") ?? "mysql";
        DbConnectionInfo? connection = NativeJob.OfServer(binding, Database, engine, values.Text("database.db_name"));
        return connection is { Source: null } && !string.IsNullOrEmpty(variable("DB_PASSWORD"))
            ? connection with { Source = SecretReference.TryParse("env:DB_PASSWORD") }
            : connection;
    }

    private static IReadOnlyList<string> Storage(JobBinding binding, Func<string, string?> variable)
    {
        JobValues values = binding.Values;
        Word(binding, "storage");
        string? path = values.Node("storage") is JobMapping ? values.Text("storage.path") : null;
        path ??= variable("LOCAL_PATH");
        if (!string.IsNullOrWhiteSpace(path))
            return binding.Storages("storage", [path]);
        if (values.Node("storage") is not null)
            binding.Report("storage", "Nothing says which folder.", "Set the environment variable LOCAL_PATH, or write storage: with type: local and path:.");
        return [];
    }

    /// <summary>The word of a key that may be a word, or keys of which <c>type</c> has it.</summary>
    private static string? Word(JobBinding binding, string key)
    {
        if (binding.Values.Node(key) is not JobMapping mapping)
            return binding.Values.Text(key);
        if (mapping["type"] is null)
            binding.Report(key, $"'{key}' does not say its type.", "Write type: with it.");
        return binding.Values.Text(key + ".type");
    }
}
