using System.Text;
using System.Text.RegularExpressions;

namespace BackupTools.Tests.Servers.Dumps;

/// <summary>
/// The judge of a restored database: pg_dump must say the same of it as of the original. The newer server's pg_dump
/// reads both.
/// </summary>
internal static partial class DumpComparison
{
    /// <summary>Fails with a list of what differs.</summary>
    public static async Task AssertSameAsync(
        PostgresServer original, string originalDatabase, PostgresServer restored, string restoredDatabase,
        DumpComparisonOptions? options = null)
    {
        IReadOnlyList<DumpDifference> differences =
            await CompareAsync(original, originalDatabase, restored, restoredDatabase, options);
        Assert.True(differences.Count == 0, DumpDifference.Describe(differences));
    }

    /// <summary>
    /// Returns what differs. An entry that reads exactly as in a copy by pg_dump and psql is none: some expressions are
    /// written differently after every parsing (<c>IN</c> over varchar), and a newer server writes views and names not-null
    /// constraints in its own way. An entry that is missing is always a difference.
    /// </summary>
    public static Task<IReadOnlyList<DumpDifference>> CompareAsync(
        PostgresServer original, string originalDatabase, PostgresServer restored, string restoredDatabase,
        DumpComparisonOptions? options = null) =>
        CompareAsync(new DumpedOriginal(original, originalDatabase, restored, options ?? new DumpComparisonOptions()), restored, restoredDatabase);

    /// <summary>The same with an original that several databases of one server are compared with; nobody may change it meanwhile.</summary>
    public static async Task<IReadOnlyList<DumpDifference>> CompareAsync(DumpedOriginal original, PostgresServer restored, string restoredDatabase)
    {
        DumpComparisonOptions options = original.Options;
        IReadOnlyList<DumpEntry> wanted = await original.Entries;
        IReadOnlyList<DumpEntry> found = await ReadAsync(original.Dumper, restored, restoredDatabase, options);
        (List<DumpEntry> missing, List<DumpEntry> extra) =
            Subtract([.. wanted.Where(options.IsWanted)], [.. found.Where(e => !options.IsMeaningless(e))]);
        List<DumpDifference> differences = DumpDifference.Pair(missing, extra);
        if (restored.Version >= original.Server.Version && differences.Exists(d => d.IsChange))
        {
            IReadOnlySet<DumpEntry> reference = await original.EntriesOfCopy;
            differences.RemoveAll(d => d.IsChange && reference.Contains(d.Restored!));
        }

        return differences;
    }

    /// <summary>Makes a copy of a database with pg_dump and psql, and returns its name.</summary>
    public static async Task<string> CopyAsync(PostgresServer dumper, PostgresServer original, string database, PostgresServer target)
    {
        string placeholder = await target.CreateDatabaseAsync("reference");
        await target.PsqlAsync("postgres", $"DROP DATABASE \"{placeholder}\"");
        byte[] dump = await dumper.DumpFromAsync(original, database, "--create");
        string script = RenameDatabase(Encoding.Latin1.GetString(dump), database, placeholder);
        await target.LoadAsync("postgres", Encoding.Latin1.GetBytes(AsKnownTo(target.Version, script)));
        return placeholder;
    }

    /// <summary>Some servers have only a newer version's pg_dump: leaves out what they do not know yet.</summary>
    private static string AsKnownTo(int version, string script)
    {
        if (version < 17)
            script = script.Replace("\nSET transaction_timeout = 0;\n", "\n", StringComparison.Ordinal);
        if (version < 16)
            script = script.Replace(", run_as_owner = true", "", StringComparison.Ordinal);
        if (version < 15)
            script = script.Replace(" LOCALE_PROVIDER = libc", "", StringComparison.Ordinal);
        return script;
    }

    /// <summary>What a dump of a database has, as it is compared.</summary>
    public static async Task<IReadOnlyList<DumpEntry>> ReadAsync(
        PostgresServer dumper, PostgresServer server, string database, DumpComparisonOptions options)
    {
        List<string> arguments = [.. options.Arguments];
        if (options.DatabaseProperties)
            arguments.Add("--create");
        if (dumper.Version >= 18)
            arguments.Add("--no-statistics");
        IEnumerable<DumpEntry> entries = DumpReader.Read(await dumper.DumpFromAsync(server, database, [.. arguments]));
        if (options.DatabaseProperties)
            entries = entries.Select(e => SettingsInOrder(WithoutName(e, database)));
        if (!options.UserMappingPasswords)
            entries = entries.Select(WithoutPassword);
        return [.. entries];
    }

    private static (List<DumpEntry> Missing, List<DumpEntry> Extra) Subtract(
        IReadOnlyList<DumpEntry> wanted, IReadOnlyList<DumpEntry> found)
    {
        Dictionary<DumpEntry, int> counts = [];
        foreach (DumpEntry entry in found)
            counts[entry] = counts.GetValueOrDefault(entry) + 1;
        List<DumpEntry> missing = [];
        foreach (DumpEntry entry in wanted)
        {
            if (counts.GetValueOrDefault(entry) > 0)
                counts[entry]--;
            else
                missing.Add(entry);
        }

        return (missing, [.. counts.SelectMany(c => Enumerable.Repeat(c.Key, c.Value))]);
    }

    private static string RenameDatabase(string dump, string name, string newName)
    {
        string pattern = $"""^(CREATE DATABASE|ALTER DATABASE|COMMENT ON DATABASE|(?:GRANT|REVOKE) .* ON DATABASE|ALTER ROLE (?:\w+|"(?:[^"]|"")*") IN DATABASE|\\connect) {Quoted(name)}""";
        return Regex.Replace(dump, pattern, m => $"{m.Groups[1].Value} \"{newName}\"", RegexOptions.Multiline);
    }

    private static DumpEntry WithoutName(DumpEntry entry, string database) =>
        entry.Type is "DATABASE" or "DATABASE PROPERTIES" || entry.Name == "DATABASE " + database
            ? entry with
            {
                Name = entry.Name.Replace(database, "<database>", StringComparison.Ordinal),
                Text = Regex.Replace(entry.Text, $" {Quoted(database)}", " <database>"),
            }
            : entry;

    /// <summary>An old pg_dump writes the settings of roles in no order.</summary>
    private static DumpEntry SettingsInOrder(DumpEntry entry) => entry.Type == "DATABASE PROPERTIES"
        ? entry with { Text = string.Join('\n', entry.Text.Split('\n').Order(StringComparer.Ordinal)) }
        : entry;

    private static DumpEntry WithoutPassword(DumpEntry entry) => entry.Type == "USER MAPPING"
        ? entry with
        {
            Text = Password().Replace(entry.Text, "").Replace(",\n)", "\n)", StringComparison.Ordinal)
                .Replace(" OPTIONS (\n)", "", StringComparison.Ordinal),
        }
        : entry;

    private static string Quoted(string name) => $"(\"{Regex.Escape(name.Replace("\"", "\"\"", StringComparison.Ordinal))}\"|{Regex.Escape(name)}\\b)";

    [GeneratedRegex(@"\n    password '([^']|'')*',?(?=\n)")]
    private static partial Regex Password();
}
