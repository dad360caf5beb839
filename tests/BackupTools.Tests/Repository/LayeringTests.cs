using System.Text.RegularExpressions;

namespace BackupTools.Tests.Repository;

/// <summary>Holds who may know whom: see docs/ARCHITECTURE.md.</summary>
public sealed partial class LayeringTests
{
    /// <summary>For each folder, the namespaces of ours that its files may name beside their own.</summary>
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["src/BackupTools.Core/Abstractions"] = ["Common"],
        ["src/BackupTools.Core/Common"] = ["Abstractions"],
        ["src/BackupTools.Core/Components"] = ["Abstractions", "Common"],
        ["src/BackupTools.Core/Archive"] = ["Abstractions", "Common", "Components"],
        ["src/BackupTools.Core/Compressors"] = ["Abstractions", "Common"],
        ["src/BackupTools.Core/Engines"] = ["Abstractions", "Common"],
        ["src/BackupTools.Core/Storages"] = ["Abstractions", "Common"],
        ["src/BackupTools.Core/Encryption"] = ["Abstractions", "Common"],
        ["src/BackupTools.Core/Configuration"] = ["Abstractions", "Common", "Components", "Encryption"],
        ["src/BackupTools.Core/Backups"] = ["Abstractions", "Common", "Components", "Archive", "Configuration"],
        ["src/BackupTools.Core/Scheduling"] = ["Abstractions", "Common", "Configuration"],
        ["src/BackupTools.Core/Notifications"] = ["Abstractions", "Common", "Configuration"],
        ["src/BackupTools.Core/Jobs"] =
            ["Abstractions", "Common", "Components", "Archive", "Backups", "Configuration", "Scheduling", "Notifications"],
        ["src/BackupTools"] =
            ["Abstractions", "Common", "Components", "Backups", "Jobs", "Configuration", "Scheduling", "Notifications", "BuiltIn"],
        ["src/BackupTools.Loader"] = [],
    };

    private static readonly string[] Ours =
    [
        "Abstractions", "Common", "Components", "Archive", "Compressors", "Encryption", "Engines", "Storages", "Configuration", "Backups", "Scheduling",
        "Notifications", "Jobs", "BuiltIn",
    ];

    /// <summary>What <c>Common</c> may know of the contracts: errors, and nothing that is backed up, stored or selected.</summary>
    [Fact]
    public void What_everybody_may_use_knows_errors_alone()
    {
        string[] contracts = [.. SourceFiles("src/BackupTools.Core/Abstractions")
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}Errors{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(f => TypeDeclarations().Matches(File.ReadAllText(f)).Select(m => m.Groups["name"].Value))];
        Assert.Contains("IDatabaseEngine", contracts);
        Assert.All(SourceFiles("src/BackupTools.Core/Common"), file =>
        {
            string code = Comments().Replace(File.ReadAllText(file), "");
            Assert.DoesNotContain(contracts, c => Regex.IsMatch(code, $@"\b{c}\b"));
        });
    }

    /// <summary>A set of components is in the root namespace, where the folders of implementations could see it without naming it.</summary>
    [Fact]
    public void No_implementation_knows_the_set_of_them()
    {
        foreach (string folder in new[] { "Abstractions", "Common", "Compressors", "Engines", "Storages" })
        {
            Assert.All(
                SourceFiles($"src/BackupTools.Core/{folder}"),
                f => Assert.DoesNotContain("ComponentSet", Comments().Replace(File.ReadAllText(f), ""), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void No_folder_reaches_where_it_may_not()
    {
        List<string> violations = [];
        int files = 0;
        foreach ((string folder, string[] allowed) in MayKnow)
        {
            foreach (string file in SourceFiles(folder))
            {
                files++;
                violations.AddRange(Violations(file, File.ReadAllText(file), OwnName(folder), allowed));
            }
        }

        Assert.True(files > 50, $"Only {files} files were looked at.");
        Assert.Empty(violations);
    }

    [Fact]
    public void Every_folder_of_the_library_has_a_rule()
    {
        IEnumerable<string> folders = Directory.GetDirectories(RepositoryRoot.Combine("src", "BackupTools.Core"))
            .Select(d => "src/BackupTools.Core/" + Path.GetFileName(d))
            .Where(d => !d.EndsWith("/bin", StringComparison.Ordinal) && !d.EndsWith("/obj", StringComparison.Ordinal));
        Assert.All(folders, f => Assert.Contains(f, MayKnow.Keys));
    }

    [Fact]
    public void Engines_do_not_know_each_other_and_storages_do_not_either()
    {
        foreach (string group in new[] { "Engines", "Storages" })
        {
            string[] kinds = [.. Directory.GetDirectories(RepositoryRoot.Combine("src", "BackupTools.Core", group)).Select(d => Path.GetFileName(d))
                .Where(k => k != "Shared")];
            foreach (string kind in kinds)
            {
                foreach (string file in SourceFiles($"src/BackupTools.Core/{group}/{kind}"))
                {
                    string code = Comments().Replace(File.ReadAllText(file), "");
                    Assert.DoesNotContain(kinds.Where(k => k != kind), k => code.Contains($"{group}.{k}", StringComparison.Ordinal));
                }
            }
        }
    }

    /// <summary>An error of the library is shown by others than the cmdlets too: what a person sets is named through <see cref="Setting"/>.</summary>
    [Fact]
    public void No_text_of_the_library_names_a_parameter_or_a_cmdlet()
    {
        Assert.All(SourceFiles("src/BackupTools.Core"), file =>
            Assert.DoesNotMatch(ParametersInTexts(), Comments().Replace(File.ReadAllText(file), "")));
        Assert.Matches(ParametersInTexts(), "\"Use -IfExists Replace.\"");
        Assert.Matches(ParametersInTexts(), "\"List it with Get-Backup.\"");
    }

    [Fact]
    public void What_engines_share_knows_no_engine()
    {
        string[] engines = [.. Directory.GetDirectories(RepositoryRoot.Combine("src", "BackupTools.Core", "Engines"))
            .Select(d => Path.GetFileName(d)).Where(k => k != "Shared")];
        Assert.All(SourceFiles("src/BackupTools.Core/Engines/Shared"), file =>
        {
            string code = Comments().Replace(File.ReadAllText(file), "");
            Assert.DoesNotContain(engines, k => code.Contains(k, StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("using BackupTools.Engines.Sqlite;")]
    [InlineData("var x = new Engines.Sqlite.SqliteEngine();")]
    [InlineData("var x = global::BackupTools.Storages.Local.LocalStorage.Make();")]
    [InlineData("var x = BuiltIn.Components;")]
    public void A_reach_into_an_implementation_would_be_seen(string line) =>
        Assert.NotEmpty(Violations("x.cs", line, "Jobs", MayKnow["src/BackupTools.Core/Jobs"]));

    [Theory]
    [InlineData("using BackupTools.Archive;")]
    [InlineData("// see BackupTools.Engines.Sqlite")]
    [InlineData("string text = archive.Storages.Count.ToString();")]
    public void What_is_allowed_is_not_reported(string line) =>
        Assert.Empty(Violations("x.cs", line, "Jobs", MayKnow["src/BackupTools.Core/Jobs"]));

    private static IEnumerable<string> Violations(string file, string text, string own, string[] allowed)
    {
        string code = Comments().Replace(text, "");
        return Ours
            .Where(name => name != own && !allowed.Contains(name) && Names(code, name))
            .Select(name => $"{Path.GetRelativePath(RepositoryRoot.Path, file)} names {name}.");
    }

    /// <summary>True where the code names the namespace whole, or from its last part on with one of its members.</summary>
    private static bool Names(string code, string name) =>
        Regex.IsMatch(code, $@"(?<![\w.])(global::)?BackupTools\.{name}\b")
        || Regex.Matches(code, $@"(?<![\w.]){name}\.(\w+)").Any(m => name == "BuiltIn" || Members(name).Contains(m.Groups[1].Value));

    /// <summary>The types and folders of a namespace of the library.</summary>
    private static HashSet<string> Members(string name) =>
        RepositoryRoot.Combine("src", "BackupTools.Core", name) is var folder && Directory.Exists(folder)
            ? [.. Directory.EnumerateFileSystemEntries(folder).Select(f => Path.GetFileNameWithoutExtension(f))]
            : [];

    private static string OwnName(string folder) => folder.Split('/')[^1];

    private static IEnumerable<string> SourceFiles(string folder) => !Directory.Exists(RepositoryRoot.Combine(folder.Split('/')))
        ? []
        : Directory.EnumerateFiles(RepositoryRoot.Combine(folder.Split('/')), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record|record struct) (?<name>[A-Z]\w+)")]
    private static partial Regex TypeDeclarations();

    /// <summary>The switches of PowerShell itself and of the script that a task starts, are none of the cmdlets.</summary>
    [GeneratedRegex("""
        "[^"\n]*((?<![\w-])-(?!NonInteractive|NoProfile|IfDue)(IfExists|NoOwner|NoPrivileges|CreateRole|Table|Schema|Include|Exclude|Verify|DataOnly|Force|Connection|Credential|Gzip|[A-Z][a-z]+[A-Z]\w+)\b|\b[A-Z][a-z]+-(Db|Database|Backup)\w*)
        """)]
    private static partial Regex ParametersInTexts();

    [GeneratedRegex(@"//[^\n]*|/\*[\s\S]*?\*/")]
    private static partial Regex Comments();
}
