using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace BackupTools.Notices;

/// <summary>The licences of the packages whose files the module carries, out of what the packages say themselves.</summary>
public static class ThirdPartyNotices
{
    private const string Framework = "net8.0";

    /// <summary>What a project's assets call files that go along: assemblies, and what is for one kind of machine.</summary>
    private static readonly string[] Kinds = ["runtime", "runtimeTargets"];

    /// <summary>The text of the file.</summary>
    /// <param name="assets">The path of the <c>project.assets.json</c> of the cmdlets.</param>
    /// <exception cref="InvalidOperationException">Where a package does not say its licence, or one whose text is not in <c>licences</c>.</exception>
    public static string Generate(string assets)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(assets));
        string[] folders = [.. document.RootElement.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name)];
        StringBuilder text = new("The module contains these works of others. Its own licence is in the file LICENSE.\n");
        foreach (JsonProperty library in document.RootElement.GetProperty("targets").GetProperty(Framework).EnumerateObject()
            .OrderBy(l => l.Name, StringComparer.OrdinalIgnoreCase))
        {
            string[] files = [.. Carried(library.Value)];
            if (files.Length == 0)
                continue;
            string path = document.RootElement.GetProperty("libraries").GetProperty(library.Name).GetProperty("path").GetString()!;
            string folder = folders.Select(f => Path.Combine(f, path)).First(Directory.Exists);
            Append(text, folder, files);
        }

        return text.ToString();
    }

    /// <summary>The names of the files that are carried: assemblies and native libraries.</summary>
    private static IEnumerable<string> Carried(JsonElement library)
    {
        if (library.GetProperty("type").GetString() != "package")
            return [];
        return Kinds
            .Where(kind => library.TryGetProperty(kind, out _))
            .SelectMany(kind => library.GetProperty(kind).EnumerateObject())
            .Select(f => Path.GetFileName(f.Name)).Where(f => f != "_._" && !f.EndsWith(".a", StringComparison.Ordinal))
            .Distinct().Order(StringComparer.Ordinal);
    }

    private static void Append(StringBuilder text, string folder, string[] files)
    {
        XElement package = XDocument.Load(Directory.EnumerateFiles(folder, "*.nuspec").Single()).Root!.Elements().First();
        string? Value(string name) => package.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value;
        XElement licence = package.Elements().FirstOrDefault(e => e.Name.LocalName == "license")
            ?? throw new InvalidOperationException($"The package in {folder} does not say its licence.");

        bool isFile = licence.Attribute("type")?.Value == "file";
        string terms = isFile
            ? File.ReadAllText(Path.Combine(folder, licence.Value))
            : $"{Value("copyright")}\n\n{Standard(licence.Value, folder)}";
        text.Append("\n\n" + string.Join(' ', Value("id"), Value("version"), $"({string.Join(", ", files)})") + "\n" + Value("projectUrl") + "\n");
        text.Append(isFile ? "\n" : $"Licence: {licence.Value}\n\n");
        foreach (string line in terms.ReplaceLineEndings("\n").Trim().Split('\n'))
            text.Append(line.Length == 0 ? "\n" : $"    {line.TrimEnd()}\n");
    }

    private static string Standard(string licence, string folder)
    {
        using Stream stream = typeof(ThirdPartyNotices).Assembly.GetManifestResourceStream(licence)
            ?? throw new InvalidOperationException($"The package in {folder} has the licence {licence}, whose text tools/Notices/licences does not have.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
