using System.Text.RegularExpressions;

namespace BackupTools.Tests.Repository;

/// <summary>Holds the order of the rooms within an engine, and that rooms and files stay small: see docs/ARCHITECTURE.md.</summary>
public sealed partial class EngineRoomsTests
{
    private const int MostLines = 250;
    private const int MostFiles = 30;

    /// <summary>The rooms of each engine; each may use those before it.</summary>
    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["PostgreSql"] =
            ["Text", "Connections", "Wire", "Sessions", "Schema", "Catalog", "Inspection", "Users", "Contents", "Reading", "Restoring", "Exporting", "Scripts"],
        ["MySql"] =
            ["Text", "Connections", "Wire", "Sessions", "Schema", "Catalog", "Inspection", "Users", "Contents", "Reading", "Restoring", "Exporting", "Scripts"],
        ["MongoDb"] = ["Bson", "Connections", "Sessions", "Schema", "Catalog", "Inspection", "Contents", "Reading", "Restoring"],
        ["Sqlite"] = ["Native", "Text", "Schema", "Contents", "Inspection", "Reading", "Restoring", "Exporting", "Scripts"],
    };

    private static readonly string Engines = RepositoryRoot.Combine("src", "BackupTools.Core", "Engines");

    public static TheoryData<string> Kinds => [.. Directory.GetDirectories(Engines).Select(d => Path.GetFileName(d)).Where(k => k != "Shared").Order()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_engine_has_rooms_and_beside_them_only_itself(string engine)
    {
        Assert.True(Rooms.TryGetValue(engine, out string[]? rooms), $"The order of the rooms of {engine} is not written down here.");
        string folder = Path.Combine(Engines, engine);
        Assert.Equal(rooms.Order(), Directory.GetDirectories(folder).Select(d => Path.GetFileName(d)).Order());
        Assert.Equal([$"{engine}Engine.cs"], Directory.GetFiles(folder, "*.cs").Select(f => Path.GetFileName(f)));
    }

    /// <summary>The names of an encrypted archive's members say nothing: what a script or a chunk is, its <c>ContentName</c> says.</summary>
    [Fact]
    public void No_engine_and_no_job_looks_at_the_name_that_a_member_has_in_the_file()
    {
        string[] files =
        [
            .. new[] { Engines, RepositoryRoot.Combine("src", "BackupTools.Core", "Jobs") }.SelectMany(f => Directory.GetFiles(f, "*.cs", SearchOption.AllDirectories)),
        ];
        Assert.Contains(files, f => File.ReadAllText(f).Contains(".ContentName", StringComparison.Ordinal));
        Assert.All(files, f => Assert.DoesNotMatch(@"\b(script|chunk|member|s|c)\.(Member|PlainName)\b(?! == (account\.Name|name))", File.ReadAllText(f)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_room_uses_only_those_before_it(string engine)
    {
        string[] rooms = Rooms[engine];
        List<string> violations = [];
        for (int i = 0; i < rooms.Length; i++)
        {
            foreach (string file in Files(Path.Combine(Engines, engine, rooms[i])))
            {
                string code = CodeOf(file);
                violations.AddRange(rooms.Skip(i + 1).Where(r => Uses(code, $"BackupTools.Engines.{engine}.{r}"))
                    .Select(r => $"{Name(file)} uses {r}."));
                if (Regex.IsMatch(code, $@"\b{engine}Engine\b"))
                    violations.Add($"{Name(file)} uses the engine.");
            }
        }

        Assert.Empty(violations);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_two_folders_side_by_side_use_each_other(string engine)
    {
        List<string> violations = [];
        foreach (string folder in Directory.GetDirectories(Path.Combine(Engines, engine), "*", SearchOption.AllDirectories).Append(Path.Combine(Engines, engine)))
        {
            string[] inside = [.. Directory.GetDirectories(folder)];
            HashSet<(string From, string To)> uses = [.. from one in inside
                                                         from file in Files(one)
                                                         from other in inside
                                                         where other != one && Uses(CodeOf(file), NamespaceOf(other))
                                                         select (one, other)];
            violations.AddRange(uses.Where(u => uses.Contains((u.To, u.From))).Select(u => $"{Name(u.From)} and {Name(u.To)} use each other."));
        }

        Assert.Empty(violations);
    }

    /// <summary>Otherwise the lines that begin with <c>using</c> would not tell who uses whom.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void In_an_engine_a_namespace_is_a_folder(string engine) => Assert.All(
        Files(Path.Combine(Engines, engine)),
        f => Assert.Contains($"namespace {NamespaceOf(Path.GetDirectoryName(f)!)};", File.ReadAllText(f), StringComparison.Ordinal));

    [Fact]
    public void No_file_is_long_and_no_folder_full()
    {
        string[] files = [.. Files(RepositoryRoot.Combine("src"))];
        Assert.True(files.Length > 300, $"Only {files.Length} files were looked at.");
        // A list of ids is as long as it is.
        Assert.Empty(files.Where(f => Path.GetFileName(f) != "ErrorCode.cs").Select(f => (File: f, Lines: File.ReadLines(f).Count())).Where(f => f.Lines > MostLines).Select(f => $"{Name(f.File)}: {f.Lines}"));
        Assert.Empty(files.GroupBy(f => Path.GetDirectoryName(f)!).Where(g => g.Count() > MostFiles).Select(g => $"{Name(g.Key)}: {g.Count()}"));
    }

    [Theory]
    [InlineData("using BackupTools.Engines.PostgreSql.Restoring;")]
    [InlineData("using BackupTools.Engines.PostgreSql.Restoring.Entries;")]
    [InlineData("using Errors = BackupTools.Engines.PostgreSql.Restoring.Entries.RestoreErrors;")]
    [InlineData("var x = new Restoring.RestoreScope();")]
    [InlineData("var x = PostgreSql.Restoring.Entries.RestoreErrors.Of(e);")]
    public void A_use_of_a_room_would_be_seen(string code) => Assert.True(Uses(code, "BackupTools.Engines.PostgreSql.Restoring"));

    [Theory]
    [InlineData("using BackupTools.Engines.Sqlite.Restoring;")]
    [InlineData("using BackupTools.Engines.PostgreSql.RestoringElse;")]
    [InlineData("bool x = plan.Restoring.RestoreScope;")]
    public void Another_name_is_no_use_of_it(string code) => Assert.False(Uses(code, "BackupTools.Engines.PostgreSql.Restoring"));

    /// <summary>True where the code names the namespace whole, or from one of its parts on with one of its members.</summary>
    private static bool Uses(string code, string name)
    {
        if (Regex.IsMatch(code, $@"(?<![\w.])(global::)?{Regex.Escape(name)}\b"))
            return true;
        string[] parts = name.Split('.');
        string folder = RepositoryRoot.Combine(["src", "BackupTools.Core", .. parts.Skip(1)]);
        string beginning = parts[..^1].Aggregate("", (inner, part) => $"({inner}{part}\\.)?");
        return Regex.Matches(code, $@"(?<![\w.]){beginning}{parts[^1]}\.(?<member>\w+)")
            .Any(m => Directory.EnumerateFileSystemEntries(folder).Any(f => Path.GetFileNameWithoutExtension(f) == m.Groups["member"].Value));
    }

    private static string CodeOf(string file) => Comments().Replace(File.ReadAllText(file), "");

    private static string NamespaceOf(string folder) =>
        "BackupTools." + Path.GetRelativePath(RepositoryRoot.Combine("src", "BackupTools.Core"), folder).Replace(Path.DirectorySeparatorChar, '.');

    private static string Name(string path) => Path.GetRelativePath(RepositoryRoot.Path, path);

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            && !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex(@"//[^\n]*|/\*[\s\S]*?\*/")]
    private static partial Regex Comments();
}
