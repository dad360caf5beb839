using BackupTools.Abstractions;
using BackupTools.Configuration.JobFiles.Text;

namespace BackupTools.Configuration.JobFiles.Binding;

/// <summary>A job in the shape of this product.</summary>
internal static class NativeJob
{
    private static readonly string[] OfServers = ["host", "port", "database", "user", "password"];
    private static readonly string[] OfSql = ["perFeature", "pack"];

    public static BackupJobDefinition Bind(JobBinding binding)
    {
        JobValues values = binding.Values;
        JobFormat format = Enum.TryParse(values.Text("format"), ignoreCase: true, out JobFormat given) ? given : JobFormat.Archive;
        foreach (string key in OfSql)
        {
            if (format == JobFormat.Archive && values.Node(key) is not null)
                binding.Report(key, $"'{key}' means nothing for an archive.", "Write format: sql or format: both, or leave it out.");
        }

        string? text = values.Node("connection") is JobScalar ? values.Text("connection") : null;
        return binding.Common() with
        {
            Connection = text is null ? null : binding.CheckConnection("connection", text),
            DescribedConnection = values.Node("connection") is JobMapping ? Describe(binding) : null,
            Database = values.Texts("database"),
            Exclude = values.Texts("exclude"),
            Selection = Selection(values),
            IncludePasswordHash = values.Switch("include.passwordHash"),
            Compression = values.Text("compression"),
            Protection = Protection(binding, format),
            Storage = binding.Storages("storage", values.Texts("storage")),
            Format = format,
            PerFeature = values.Switch("perFeature"),
            Pack = values.Text("pack") ?? "none",
        };
    }

    private static JobProtection? Protection(JobBinding binding, JobFormat format)
    {
        JobValues values = binding.Values;
        JobProtection protection = new()
        {
            Recipient = values.Node("encryption") is JobMapping ? [.. values.Texts("encryption.recipient").Select(Key)] : [],
            Passphrase = values.Node("encryption") is JobMapping ? SecretReference.TryParse(values.Text("encryption.passphrase")) : null,
            SigningKey = values.Node("signature") is JobMapping && values.Text("signature.key") is { } key ? Key(key) : null,
            SharedSecret = values.Node("signature") is JobMapping ? SecretReference.TryParse(values.Text("signature.sharedSecret")) : null,
        };
        if (values.Node("encryption") is JobMapping && !protection.Encrypts)
            binding.Report("encryption", "'encryption' names nobody who could open the backups.", "Write recipient: or passphrase:, or leave it out.");
        if (protection.Encrypts && format != JobFormat.Archive)
            binding.Report("encryption", "Plain SQL is not encrypted, and would lie in clear beside the archive.", "Write format: archive, or leave out the encryption.");
        bool isSigned = protection.SigningKey is not null || protection.SharedSecret is not null;
        if (isSigned && format == JobFormat.Sql)
            binding.Report("signature", "Plain SQL is not signed.", "Write format: archive, or leave it out.");
        return protection.Encrypts || isSigned ? protection : null;

        string Key(string text) => File.Exists(binding.Absolute(text)) ? binding.Absolute(text) : text;
    }

    private static ObjectSelection Selection(JobValues values) => new()
    {
        Schemas = values.Texts("include.schema"),
        Tables = values.Texts("include.table"),
        ExcludedTables = values.Texts("include.excludeTable"),
        Included = Features(values.Texts("include.feature")),
        Excluded = Features(values.Texts("include.excludeFeature")),
        SchemaOnly = values.Switch("include.schemaOnly"),
        DataOnly = values.Switch("include.dataOnly"),
    };

    /// <summary>The features that words of the table name.</summary>
    internal static HashSet<DatabaseFeature> Features(IReadOnlyList<string> names) => [.. names.Select(n => Enum.Parse<DatabaseFeature>(n))];

    private static DbConnectionInfo? Describe(JobBinding binding)
    {
        const string Key = "connection";
        JobValues values = binding.Values;
        string? path = values.Text("connection.path"), engine = values.Text("connection.engine");
        string? odd = OfServers.FirstOrDefault(k => values.Node($"{Key}.{k}") is not null);
        if (path is not null && odd is not null)
        {
            binding.Report($"{Key}.{odd}", $"A database file has no {odd}.", "Leave out the one or the other.");
            return null;
        }

        if (path is null && engine is null)
        {
            binding.Report(Key, "The connection does not say its engine.", $"Write engine: {string.Join(" or ", binding.Components.Engines.Select(e => e.Id))}.");
            return null;
        }

        return path is not null ? OfFile(binding, path, engine) : OfServer(binding, Key, engine!, values.Text("connection.database"));
    }

    private static DbConnectionInfo? OfFile(JobBinding binding, string path, string? engine)
    {
        DbConnectionInfo connection = binding.Components.ParseConnection(binding.Absolute(path));
        if (engine is not null && !binding.Components.GetEngine(connection.Engine).Id.Equals(engine, StringComparison.OrdinalIgnoreCase))
            binding.Report("connection.engine", $"A path is a database of {connection.Engine}, and the engine is '{engine}'.", "Leave out the one or the other.");
        return connection;
    }

    /// <summary>A server that keys describe: here and in the other shape.</summary>
    /// <param name="binding">The file.</param>
    /// <param name="key">The key that has these keys.</param>
    /// <param name="engine">The engine's name.</param>
    /// <param name="database">The database.</param>
    internal static DbConnectionInfo? OfServer(JobBinding binding, string key, string engine, string? database)
    {
        JobValues values = binding.Values;
        try
        {
            IDatabaseEngine found = binding.Components.GetEngine(engine);
            if (found.Traits.IsOfFiles)
            {
                binding.Report($"{key}.engine", $"A database of {found.DisplayName} is a file.", "Write connection: with its path.");
                return null;
            }

            return new DbConnectionInfo
            {
                Engine = found.Id,
                Host = values.Text($"{key}.host"),
                Port = values.Number($"{key}.port"),
                UserName = values.Text($"{key}.user"),
                Database = database,
                Source = SecretReference.TryParse(values.Text($"{key}.password")),
            };
        }
        catch (BackupException e)
        {
            binding.Report($"{key}.engine", $"This version has no engine '{engine}'.", e.Remedy);
            return null;
        }
    }
}
